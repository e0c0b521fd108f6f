package dev.attestor.input.program;

import dev.attestor.threads.DaemonThreads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * What a program writes to one stream, up to a limit. A daemon thread reads it, so that a program
 * that writes much, or whose child keeps the stream open, blocks nobody.
 */
public final class ProgramOutput {

  private static final int BUFFER = 4096;

  private final InputStream stream;
  private final int max;
  private final Thread reader;
  private volatile byte[] read = {};

  private ProgramOutput(InputStream stream, int max, boolean first) {
    this.stream = stream;
    this.max = max;
    this.reader = DaemonThreads.start("program-output", first ? this::readFirst : this::readLast);
  }

  /**
   * Keeps the first bytes. Closes the stream one byte after the limit, at which most programs end
   * that write on.
   */
  public static ProgramOutput first(InputStream stream, int max) {
    return new ProgramOutput(stream, max, true);
  }

  /** Reads to the end and keeps the last bytes. */
  public static ProgramOutput last(InputStream stream, int max) {
    return new ProgramOutput(stream, max, false);
  }

  private void readFirst() {
    try (stream) {
      read = stream.readNBytes(max + 1);
    } catch (IOException e) {
      // The program was stopped. Its output is ignored.
    }
  }

  private void readLast() {
    try (stream) {
      byte[] buffer = new byte[BUFFER];
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
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

  /** Waits until the stream has ended or the limit is exceeded. Returns whether it has. */
  public boolean awaitEnd(Duration left) throws InterruptedException {
    reader.join(Math.max(1, left.toMillis()));
    return !reader.isAlive();
  }

  /** Whether the stream had more bytes than the limit for the first ones. */
  public boolean isTooLong() {
    return read.length > max;
  }

  /** A copy of the bytes that were kept. */
  public byte[] bytes() {
    return read.clone();
  }

  /** The bytes that were kept, as UTF-8. */
  public String text() {
    return new String(read, StandardCharsets.UTF_8);
  }

  /** The last line that is not blank, without blanks around it; empty if there is none. */
  public String lastLine() {
    return Arrays.stream(text().split("[\\r\\n]+"))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .reduce("", (before, line) -> line);
  }
}
