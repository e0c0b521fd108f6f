package dev.attestor.fuzz;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Finds inputs whose cost grows faster than their size. Some inputs are cut in three, and the
 * middle is repeated up to 256 KiB. Parsing the result may take 2 s of CPU time, or an amount in
 * proportion to the time that a quarter of it takes.
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

  /** Work in proportion to the input takes 4 times as long, and that with its square 16 times. */
  private static final long MOST_FOR_FOUR_TIMES = 8;

  private static final int ONE_IN = 200;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Growth() {}

  /** Checks the input, if it is selected. */
  public static void check(byte[] input, Reader reader) {
    if (input.length > 0 && Math.floorMod(Arrays.hashCode(input), ONE_IN) == 0) {
      measure(size -> repeated(input, size), reader);
    }
  }

  /**
   * Checks an input that can have any size. More than 2 s of CPU time is accepted only if a quarter
   * of the size takes its share of it: instrumentation and a slow machine make all times longer.
   */
  public static void measure(IntFunction<byte[]> inputs, Reader reader) {
    byte[] whole = inputs.apply(SIZE);
    long nanos = nanos(whole, reader);
    if (nanos <= LIMIT_NANOS) {
      return;
    }
    long most = MOST_FOR_FOUR_TIMES * nanos(inputs.apply(SIZE / 4), reader);
    if (nanos > most) {
      // The first time may be that of a Java that has just started.
      nanos = Math.min(nanos, nanos(whole, reader));
    }
    if (nanos > LIMIT_NANOS && nanos > most) {
      throw new AssertionError(
          "%s bytes took %s ms of CPU time, expected at most %s ms by a quarter of them"
              .formatted(whole.length, nanos / 1_000_000, most / 1_000_000));
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

  private static byte[] repeated(byte[] input, int size) {
    int third = input.length / 3;
    byte[] unit = Arrays.copyOfRange(input, third, input.length - third);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(size + input.length);
    bytes.write(input, 0, third);
    while (bytes.size() < size) {
      bytes.writeBytes(unit);
    }
    bytes.write(input, input.length - third, third);
    return bytes.toByteArray();
  }
}
