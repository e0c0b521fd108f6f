package dev.attestor.sigstore.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** A program's output on one stream, up to a limit, read by a separate thread. */
final class BoundedOutput {

  private final InputStream stream;
  private final int limit;
  private final Runnable whenTooLong;
  private final Thread reader;
  private volatile byte[] read = {};

  private BoundedOutput(InputStream stream, int limit, Runnable whenTooLong) {
    this.stream = stream;
    this.limit = limit;
    this.whenTooLong = whenTooLong;
    this.reader = new Thread(this::read, "attestor-credential-helper");
    reader.setDaemon(true);
  }

  static BoundedOutput of(InputStream stream, int limit, Runnable whenTooLong) {
    BoundedOutput output = new BoundedOutput(stream, limit, whenTooLong);
    output.reader.start();
    return output;
  }

  private void read() {
    try (stream) {
      read = stream.readNBytes(limit + 1);
      if (isTooLong()) {
        whenTooLong.run();
      }
    } catch (IOException e) {
      // The program was stopped, so its output is ignored.
    }
  }

  boolean isTooLong() {
    return read.length > limit;
  }

  /** Whether the stream reached its end or the limit. */
  boolean awaitEnd(Duration left) throws InterruptedException {
    reader.join(Math.max(1, left.toMillis()));
    return !reader.isAlive();
  }

  String text() {
    return new String(read, StandardCharsets.UTF_8);
  }

  String lastLine() {
    return Arrays.stream(text().split("\n"))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .reduce("", (a, b) -> b);
  }
}
