package dev.attestor.agent.daemon.service;

import dev.attestor.agent.daemon.peer.KnownPeer;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ProcessPin;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The process that a call is about, and who asks. It is pinned from the first look to the last, so
 * that all answers are about the one that had the number first. Safe for use by many threads.
 */
final class Subject implements AutoCloseable {

  private final int pid;
  private final KnownPeer asker;
  private final boolean itself;

  // Guarded by this.
  private @Nullable ProcessPin pin;
  private boolean closed;

  private Subject(int pid, KnownPeer asker, boolean itself) {
    this.pid = pid;
    this.asker = asker;
    this.itself = itself;
  }

  /** The caller itself, which is pinned as long as its connection is open. */
  static Subject caller(KnownPeer asker) {
    return new Subject(asker.pid(), asker, true);
  }

  /** Another process, which nobody has pinned yet. */
  static Subject other(int pid, KnownPeer asker) {
    return new Subject(pid, asker, false);
  }

  int pid() {
    return pid;
  }

  KnownPeer asker() {
    return asker;
  }

  boolean itself() {
    return itself;
  }

  /** Pins the process that has the number now, the first time; empty if it cannot be pinned. */
  synchronized Optional<ProcessPin> pin(ContainerLocator locator) {
    if (itself) {
      return Optional.of(asker.pin());
    }
    if (pin == null && !closed) {
      try {
        pin = locator.pin(pid);
      } catch (ProcessException e) {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(pin);
  }

  /**
   * Returns only if both the process and whoever asks still run: whoever has ended is owed no
   * answer, nor is whoever has its number.
   *
   * @throws ProcessException otherwise
   */
  synchronized void requireRunning() {
    asker.requireRunning();
    if (!itself && (pin == null || !pin.isRunning())) {
      throw new ProcessException(
          ProcessException.Kind.GONE, pid, "process %s has ended".formatted(pid));
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (pin != null) {
      pin.close();
      pin = null;
    }
  }
}
