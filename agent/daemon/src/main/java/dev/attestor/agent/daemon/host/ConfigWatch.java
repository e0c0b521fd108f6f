package dev.attestor.agent.daemon.host;

import dev.attestor.threads.DaemonThreads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reloads the configuration if the content of its file changes, or on request. Checks every two
 * seconds, and therefore also detects changes that Kubernetes makes behind symbolic links.
 */
public final class ConfigWatch implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofSeconds(2);

  /** Larger than the maximum size of a configuration. */
  private static final int MAX_BYTES = (4 << 20) + 1;

  private final Path file;
  private final BooleanSupplier reload;
  private final Semaphore asked = new Semaphore(0);
  private final Thread thread;

  // Used only by the thread.
  private byte @Nullable [] seen;

  /**
   * Watches until it is closed. Reloads run one after the other on a separate thread. If a reload
   * throws, the thread ends.
   *
   * @param reload reloads the configuration; false if that is to be tried again at the next check
   */
  public ConfigWatch(Path file, BooleanSupplier reload) {
    this.file = file;
    this.reload = reload;
    this.seen = read();
    this.thread = DaemonThreads.start("attestor-config", this::watch);
  }

  /** Requests a reload, even without changes; returns at once. */
  public void ask() {
    asked.release();
  }

  private void watch() {
    boolean done = true;
    try {
      while (true) {
        boolean wanted = asked.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        asked.drainPermits();
        byte[] now = read();
        if (wanted || !done || (now != null && !Arrays.equals(now, seen))) {
          seen = now;
          done = reload.getAsBoolean();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Null while the file does not exist, for example for a moment during its replacement. */
  private byte @Nullable [] read() {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
