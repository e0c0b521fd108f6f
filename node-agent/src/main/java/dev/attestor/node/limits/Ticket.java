package dev.attestor.node.limits;

import java.util.concurrent.atomic.AtomicReference;

/** One call of a caller, from the moment it asks to be served until it is over. */
public final class Ticket {

  enum State {
    WAITING,
    SERVED,
    OVER
  }

  final CallerState caller;
  final Runnable start;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

  Ticket(CallerState caller, Runnable start) {
    this.caller = caller;
    this.start = start;
  }

  boolean begin() {
    return state.compareAndSet(State.WAITING, State.SERVED);
  }

  /** Ends it; what it was before. */
  State end() {
    return state.getAndSet(State.OVER);
  }
}
