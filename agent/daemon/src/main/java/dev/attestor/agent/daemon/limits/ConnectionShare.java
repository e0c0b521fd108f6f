package dev.attestor.agent.daemon.limits;

import java.util.function.LongSupplier;

/**
 * One connection's share of the budgets. What it takes up is its own count of streams and what it
 * measures; {@link ConnectionBudgets} may have it hang up at any time. Safe for use by many
 * threads.
 */
public final class ConnectionShare {

  /** What a connection takes up without calls; measured with full header tables. */
  public static final int CONNECTION_BYTES = 24 << 10;

  /** What an open call takes up with its headers, besides its messages; twice what was measured. */
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

  /** Written under places alone. */
  volatile boolean leaving;

  private boolean hungUp;
  private Runnable hangUp = () -> {};
  private LongSupplier measure = () -> 0;

  ConnectionShare(ConnectionBudgets places, String caller, long now) {
    this.places = places;
    this.caller = caller;
    this.usedAt = now;
  }

  /** Whose budgets it counts against: a container, or an account of the host. */
  public String caller() {
    return caller;
  }

  /**
   * Says how the connection is closed, and how many bytes its buffers have at a moment.
   *
   * @param close returns at once; run at once if the connection has to go already
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

  /** A call was opened on it. */
  public void callBegan() {
    places.callBegan(this);
  }

  /** A call on it has ended, with an answer that was delivered or without. */
  public void callEnded(boolean answered) {
    places.callEnded(this, answered);
  }

  /** Whether anything can still be sent on it. */
  public boolean isOpen() {
    return !leaving;
  }

  /** Its buffers have changed. */
  public void measured() {
    places.settle(this);
  }

  /** It is hung up on, for a reason of its own. */
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
