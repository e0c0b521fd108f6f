package dev.attestor.agent.daemon.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Assumptions;

/**
 * Process and thread IDs, which come from one table. Wine reuses free IDs in the order in which
 * they became free; threads that end at once advance through them.
 */
@NullUnmarked // JNA uses null for a null pointer.
final class Numbers {

  /** More IDs than a test host has. */
  private static final int MAX_STEPS = 20_000;

  private static final long PAUSE_NANOS = 50_000;

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final int STACK_BYTES = 64 << 10;

  /** The start function of each thread. */
  private final Pointer end = NativeLibrary.getInstance("kernel32").getFunction("ExitThread");

  /** Allocates and frees one ID, which makes it the last of the free ones. */
  int step() {
    int[] id = new int[1];
    long thread =
        Kernel32.CreateThread(
            null, STACK_BYTES, end, null, Kernel32.STACK_SIZE_PARAM_IS_A_RESERVATION, id);
    Windows.require(thread != 0, "CreateThread");
    Windows.awaitEnd(thread);
    Kernel32.CloseHandle(thread);
    awaitThreadGone(id[0]);
    return id[0];
  }

  /** Waits until an ended and closed thread is gone: Wine keeps it and its ID a moment longer. */
  static void awaitThreadGone(int id) {
    awaitGone(() -> Kernel32.OpenThread(Kernel32.SYNCHRONIZE, 0, id), "thread " + id);
  }

  /** The same for a process. */
  static void awaitProcessGone(int pid) {
    awaitGone(() -> Kernel32.OpenProcess(Kernel32.SYNCHRONIZE, 0, pid), "process " + pid);
  }

  private static void awaitGone(LongSupplier open, String what) {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (System.nanoTime() < deadline) {
      long handle = open.getAsLong();
      if (handle == 0) {
        return;
      }
      Kernel32.CloseHandle(handle);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new IllegalStateException("somebody holds on to " + what);
  }

  /**
   * Advances until an ID is allocated, and reports each ID that was allocated and freed on the way,
   * including that one. If the system does not allocate it in time, the test is skipped; under
   * Wine, that is a failure.
   */
  void stepTo(int number, IntConsumer given) {
    for (int i = 0; i < MAX_STEPS; i++) {
      int next = step();
      given.accept(next);
      if (next == number) {
        return;
      }
    }
    assertThat(Windows.isWine()).as("number %s comes up again in Wine", number).isFalse();
    Assumptions.abort(
        "needs a Windows that gives numbers out again in the order in which they became free");
  }
}
