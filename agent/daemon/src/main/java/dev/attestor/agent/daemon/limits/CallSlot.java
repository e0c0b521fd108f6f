package dev.attestor.agent.daemon.limits;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One call of a caller, from its arrival until its end. */
public final class CallSlot {

  enum State {
    WAITING,
    SERVED,
    ANSWERED,
    OVER
  }

  final CallerState caller;
  final Consumer<CallSlot> start;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

  CallSlot(CallerState caller, Consumer<CallSlot> start) {
    this.caller = caller;
    this.start = start;
  }

  boolean begin() {
    return state.compareAndSet(State.WAITING, State.SERVED);
  }

  /** Marks it as answered. Returns whether it was running. */
  boolean answered() {
    return state.compareAndSet(State.SERVED, State.ANSWERED);
  }

  /** Ends it. Returns its previous state. */
  State end() {
    return state.getAndSet(State.OVER);
  }
}
