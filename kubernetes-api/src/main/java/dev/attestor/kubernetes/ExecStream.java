package dev.attestor.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads a stream of a program to its end on a separate thread. */
final class ExecStream {

  private static final int BUFFER = 4096;

  private final InputStream stream;
  private final boolean first;
  private final int max;
  private final Thread reader;
  private volatile byte[] read = {};

  private ExecStream(InputStream stream, boolean first, int max) {
    this.stream = stream;
    this.first = first;
    this.max = max;
    this.reader = new Thread(this::read, "exec-credential");
    this.reader.setDaemon(true);
  }

  /** Keeps the first bytes; closes the stream one byte after the limit. */
  static ExecStream first(InputStream stream, int max) {
    return started(new ExecStream(stream, true, max));
  }

  /** Keeps the last bytes. */
  static ExecStream last(InputStream stream, int max) {
    return started(new ExecStream(stream, false, max));
  }

  private static ExecStream started(ExecStream stream) {
    stream.reader.start();
    return stream;
  }

  private void read() {
    try (InputStream in = stream) {
      if (first) {
        read = in.readNBytes(max + 1);
        return;
      }
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        read = tail(read, buffer, count);
      }
    } catch (IOException e) {
      // Use what was read so far.
    }
  }

  private byte[] tail(byte[] before, byte[] more, int count) {
    byte[] joined = Arrays.copyOf(before, before.length + count);
    System.arraycopy(more, 0, joined, before.length, count);
    return Arrays.copyOfRange(joined, Math.max(0, joined.length - max), joined.length);
  }

  /**
   * Waits for the end, up to the time limit. Returns whether the stream ended within the size
   * limit.
   */
  boolean await(long millis) throws InterruptedException {
    reader.join(millis);
    return !reader.isAlive() && read.length <= max;
  }

  byte[] bytes() {
    return read;
  }

  /** The last line that is not blank; empty if there is none. */
  String lastLine() {
    String[] lines = new String(read, StandardCharsets.UTF_8).split("[\\r\\n]+", -1);
    for (int i = lines.length - 1; i >= 0; i--) {
      if (!lines[i].isBlank()) {
        return lines[i].strip();
      }
    }
    return "";
  }
}
