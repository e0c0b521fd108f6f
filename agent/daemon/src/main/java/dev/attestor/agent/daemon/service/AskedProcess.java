package dev.attestor.agent.daemon.service;

import dev.attestor.agent.daemon.peer.ProcessHold;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.spi.ProcessCheck;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The process that somebody else asks about, held from the first look to the last: all answers are
 * about the one that had the number first. Safe for use by many threads.
 */
final class AskedProcess implements ProcessCheck, AutoCloseable {

  private final int pid;
  private final IntFunction<Optional<ProcessHold>> holds;

  // Guarded by this.
  private @Nullable ProcessHold hold;
  private boolean closed;

  AskedProcess(int pid, IntFunction<Optional<ProcessHold>> holds) {
    this.pid = pid;
    this.holds = holds;
  }

  /** Holds on to the process that has the number now, the first time. */
  synchronized AskedProcess held() {
    if (hold == null && !closed) {
      hold = holds.apply(pid).orElse(null);
    }
    return this;
  }

  @Override
  public synchronized void requireRunning() {
    if (closed || hold == null || !hold.isRunning()) {
      throw new ProcessException(
          ProcessException.Kind.GONE, pid, "process %s has ended".formatted(pid));
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (hold != null) {
      hold.close();
      hold = null;
    }
  }
}
