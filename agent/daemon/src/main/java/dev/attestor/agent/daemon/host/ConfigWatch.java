package dev.attestor.agent.daemon.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has the configuration read anew when its file says something else, or when somebody asks for it.
 * It looks every two seconds, which finds also what Kubernetes changes behind links.
 */
public final class ConfigWatch implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofSeconds(2);

  /** More than a configuration may have. */
  private static final int MAX_BYTES = (4 << 20) + 1;

  private final Path file;
  private final Runnable reload;
  private final Semaphore asked = new Semaphore(0);
  private final Thread thread;

  // The thread's own.
  private byte @Nullable [] seen;

  /**
   * Watches until it is closed; reloads run one after the other, on a thread of its own, which a
   * reload that throws ends.
   */
  public ConfigWatch(Path file, Runnable reload) {
    this.file = file;
    this.reload = reload;
    this.seen = read();
    this.thread = new Thread(this::watch, "attestor-config");
    thread.setDaemon(true);
    thread.start();
  }

  /** Has it read now, changed or not; returns at once. */
  public void ask() {
    asked.release();
  }

  private void watch() {
    try {
      while (true) {
        boolean wanted = asked.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        asked.drainPermits();
        byte[] now = read();
        if (wanted || (now != null && !Arrays.equals(now, seen))) {
          seen = now;
          reload.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Null while the file is not there, as it may be for a moment while it is replaced. */
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
