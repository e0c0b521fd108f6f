package dev.attestor.local.pipe;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A completion port: starts operations and reports their completion. Used by one thread, except
 * {@link #wake}.
 */
final class PipePort {

  private static final int MAX_ENTRIES = 64;

  /**
   * The maximum age of {@link #quietSince} while idle. A client that connects later is known only
   * to be no older than that time.
   */
  private static final long MAX_WAIT_MILLIS = 1000;

  private static final long LAST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PipeApi api;
  private final long port;
  private final Memory entries = new Memory((long) MAX_ENTRIES * PipeApi.ENTRY_BYTES);

  // References to memory that Windows may still write to, so that it is not garbage-collected.
  private final Map<Long, Operation> pending = new HashMap<>();
  private long quietSince;

  // Guarded by this, so that no thread wakes another port that reuses this handle.
  private boolean closed;

  PipePort(PipeApi api) throws PipeException {
    this.api = api;
    this.port = api.newPort();
    this.quietSince = api.now();
  }

  PipeApi api() {
    return api;
  }

  /** Returns a time: any event that was not reported so far happened after it. */
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

  /** A call that starts an operation, with its {@code OVERLAPPED}. */
  @FunctionalInterface
  interface Call {
    int begin(Pointer overlapped);
  }

  /**
   * Starts an operation.
   *
   * @return 0 if its completion will be reported, otherwise the error code
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
   * Reports completed operations.
   *
   * @param waitNanos how long to wait for the first; 0 or less means no wait
   * @return the number of reported operations
   */
  int run(long waitNanos) throws PipeException {
    long before = api.now();
    int count = api.await(port, entries, MAX_ENTRIES, 0);
    if (count == 0) {
      quietSince = before;
      if (waitNanos > 0) {
        // Round up: waking up too early would be useless.
        long millis = (waitNanos + 999_999) / 1_000_000;
        count = api.await(port, entries, MAX_ENTRIES, (int) Math.min(millis, MAX_WAIT_MILLIS));
      }
      return tell(count);
    }
    int told = tell(count);
    if (count < MAX_ENTRIES) {
      // The queue was empty, so whatever is reported from now on happened later. Under load, the
      // queue may be non-empty for a long time.
      quietSince = before;
    }
    return told;
  }

  private int tell(int count) {
    // Read all entries first, because reporting one may reuse the memory of the entries.
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

  /** Ends the wait of {@link #run}. Thread-safe. */
  synchronized void wake() throws PipeException {
    if (!closed) {
      api.wake(port);
    }
  }

  /**
   * Closes the port after all pending operations have completed. The pipes must be closed, so that
   * this happens soon.
   */
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
