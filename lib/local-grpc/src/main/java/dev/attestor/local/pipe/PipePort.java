package dev.attestor.local.pipe;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A completion port: begins operations, and tells each when it is over. But for {@link #wake}, used
 * by one thread.
 */
final class PipePort {

  private static final int MAX_ENTRIES = 64;

  /**
   * How old {@link #quietSince} may become while nothing happens. What connects afterwards can only
   * be told to be no younger than that.
   */
  private static final long MAX_WAIT_MILLIS = 1000;

  private static final long LAST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PipeApi api;
  private final long port;
  private final Memory entries = new Memory((long) MAX_ENTRIES * PipeApi.ENTRY_BYTES);

  // What Windows may still write to, kept from the garbage collector.
  private final Map<Long, Operation> pending = new HashMap<>();
  private long quietSince;

  // Guarded by this, for no thread to wake another port that has this one's number.
  private boolean closed;

  PipePort(PipeApi api) throws PipeException {
    this.api = api;
    this.port = api.newPort();
    this.quietSince = api.now();
  }

  PipeApi api() {
    return api;
  }

  /** A time before which whatever was not told of so far had not happened yet. */
  long quietSince() {
    return quietSince;
  }

  /** Takes over a handle. */
  PipeEnd attach(long handle) throws PipeException {
    try {
      api.attach(port, handle);
    } catch (PipeException e) {
      api.close(handle);
      throw e;
    }
    return new PipeEnd(this, handle);
  }

  /** One call that begins an operation, with its {@code OVERLAPPED}. */
  @FunctionalInterface
  interface Call {
    int begin(Pointer overlapped);
  }

  /**
   * Begins an operation.
   *
   * @return 0 if it is told when it is over, else why it was not begun
   */
  int begin(Operation operation, Call call) {
    Pointer overlapped = operation.overlapped();
    operation.begun();
    pending.put(operation.address(), operation);
    int error = call.begin(overlapped);
    if (error == PipeErrors.NONE || error == PipeErrors.IO_PENDING) {
      return PipeErrors.NONE;
    }
    operation.notBegun();
    pending.remove(operation.address());
    return error;
  }

  /**
   * Tells operations that they are over.
   *
   * @param waitNanos how long to wait for the first; not at all if that is not above 0
   * @return how many there were
   */
  int run(long waitNanos) throws PipeException {
    long before = api.now();
    int count = api.await(port, entries, MAX_ENTRIES, 0);
    if (count == 0) {
      quietSince = before;
      if (waitNanos > 0) {
        // Never too early, as that would be in vain.
        long millis = (waitNanos + 999_999) / 1_000_000;
        count = api.await(port, entries, MAX_ENTRIES, (int) Math.min(millis, MAX_WAIT_MILLIS));
      }
      return tell(count);
    }
    int told = tell(count);
    if (count < MAX_ENTRIES) {
      // No more was there, so whatever is told of from now on happened since; with much to do,
      // there may be no quiet moment for long.
      quietSince = before;
    }
    return told;
  }

  private int tell(int count) {
    // All are read before the first is told, which may use the room for entries again.
    Operation[] over = new Operation[count];
    int[] bytes = new int[count];
    for (int i = 0; i < count; i++) {
      long entry = (long) i * PipeApi.ENTRY_BYTES;
      Operation operation = pending.remove(entries.getLong(entry + PipeApi.ENTRY_OVERLAPPED));
      if (operation != null) {
        over[i] = operation;
        bytes[i] = entries.getInt(entry + PipeApi.ENTRY_TRANSFERRED);
      }
    }
    int told = 0;
    for (int i = 0; i < count; i++) {
      if (over[i] != null) {
        over[i].over(api.outcome(over[i].outcome()), bytes[i]);
        told++;
      }
    }
    return told;
  }

  /** Ends the wait of {@link #run}; safe for use by any thread. */
  synchronized void wake() throws PipeException {
    if (!closed) {
      api.wake(port);
    }
  }

  /** Closes it once all that was begun is over, which has to be soon: the pipes are closed. */
  void close() throws PipeException {
    long deadline = System.nanoTime() + LAST_WAIT_NANOS;
    while (!pending.isEmpty() && System.nanoTime() < deadline) {
      run(TimeUnit.MILLISECONDS.toNanos(10));
    }
    synchronized (this) {
      closed = true;
      api.close(port);
    }
    entries.close();
  }
}
