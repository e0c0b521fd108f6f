package dev.attestor.agent.daemon.limits;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One call of a caller, from the moment it asks to be served until it is over. */
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

  /** Whether it was served until now. */
  boolean answered() {
    return state.compareAndSet(State.SERVED, State.ANSWERED);
  }

  /** Ends it; what it was before. */
  State end() {
    return state.getAndSet(State.OVER);
  }
}
