package dev.attestor.fuzz;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * Finds inputs whose cost grows faster than their size. Some inputs are cut in three, and the
 * middle is repeated up to 256 KiB. Parsing the result must stay within a CPU time that only
 * super-linear work exceeds.
 */
public final class Growth {

  /** Parses bytes; exceptions do not matter here. */
  @FunctionalInterface
  public interface Reader {
    /** Parses the bytes. */
    void read(byte[] bytes) throws Exception;
  }

  private static final int SIZE = 256 * 1024;
  private static final long LIMIT_NANOS = 2_000_000_000L;
  private static final int ONE_IN = 200;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Growth() {}

  /** Checks the input, if it is selected. */
  public static void check(byte[] input, Reader reader) {
    if (input.length > 0 && Math.floorMod(Arrays.hashCode(input), ONE_IN) == 0) {
      measure(repeated(input), reader);
    }
  }

  /**
   * Checks the bytes as they are. The better of two attempts counts: the first one may also pay for
   * the start of Java and for a machine that does too much else.
   */
  public static void measure(byte[] bytes, Reader reader) {
    long nanos = nanos(bytes, reader);
    if (nanos > LIMIT_NANOS) {
      nanos = Math.min(nanos, nanos(bytes, reader));
    }
    if (nanos > LIMIT_NANOS) {
      throw new AssertionError(
          "%s bytes took %s ms of CPU time".formatted(bytes.length, nanos / 1_000_000));
    }
  }

  private static long nanos(byte[] bytes, Reader reader) {
    long start = THREADS.getCurrentThreadCpuTime();
    try {
      reader.read(bytes);
    } catch (Exception e) {
      // A rejection is as good as a result; only its time counts.
    }
    return THREADS.getCurrentThreadCpuTime() - start;
  }

  static byte[] repeated(byte[] input) {
    int third = input.length / 3;
    byte[] unit = Arrays.copyOfRange(input, third, input.length - third);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(SIZE + input.length);
    bytes.write(input, 0, third);
    while (bytes.size() < SIZE) {
      bytes.writeBytes(unit);
    }
    bytes.write(input, input.length - third, third);
    return bytes.toByteArray();
  }
}
