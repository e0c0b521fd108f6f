package dev.attestor.agent.daemon.limits;

import java.util.function.LongSupplier;

/**
 * One connection's share of the budgets: its number of streams and its measured buffers. {@link
 * ConnectionBudgets} may close the connection at any time. Thread-safe.
 */
public final class ConnectionShare {

  /** The memory of a connection without calls; measured with full header tables. */
  public static final int CONNECTION_BYTES = 24 << 10;

  /** The memory of an open call and its headers, without its messages; twice the measured value. */
  public static final int CALL_BYTES = 8 << 10;

  private final ConnectionBudgets places;
  private final String caller;

  // Guarded by places.
  long bytes;
  int calls;
  long usedAt;
  boolean answered;
  boolean offended;
  boolean left;

  /** Written only while holding places. */
  volatile boolean leaving;

  private boolean hungUp;
  private Runnable hangUp = () -> {};
  private LongSupplier measure = () -> 0;

  ConnectionShare(ConnectionBudgets places, String caller, long now) {
    this.places = places;
    this.caller = caller;
    this.usedAt = now;
  }

  /** The caller whose budgets this counts against: a container, or an account of the host. */
  public String caller() {
    return caller;
  }

  /**
   * Sets how to close the connection, and how to measure its buffers in bytes.
   *
   * @param close must return at once; runs immediately if the connection must already close
   */
  public void occupy(Runnable close, LongSupplier buffers) {
    boolean now;
    synchronized (places) {
      hangUp = close;
      measure = buffers;
      now = hungUp;
    }
    if (now) {
      close.run();
    }
  }

  /** Records the start of a call. */
  public void callBegan() {
    places.callBegan(this);
  }

  /** Records the end of a call, and whether its answer was delivered. */
  public void callEnded(boolean answered) {
    places.callEnded(this, answered);
  }

  /** Whether the connection can still be used. */
  public boolean isOpen() {
    return !leaving;
  }

  /** Records that the buffers have changed. */
  public void measured() {
    places.settle(this);
  }

  /** Records that the connection closes for another reason. */
  public void close() {
    places.close(this);
  }

  /** Guarded by places. */
  long measure() {
    return CONNECTION_BYTES + (long) calls * CALL_BYTES + measure.getAsLong();
  }

  /** Guarded by places. */
  Runnable hangUp() {
    hungUp = true;
    return hangUp;
  }
}
