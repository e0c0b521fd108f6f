package dev.attestor.agent.daemon.reuse;

import dev.attestor.windows.winapi.OwnJob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Callers that have ended, and for each a process in a job that reuses its ID; without callers
 * whose ID another process on this host got first.
 */
final class Reuse implements AutoCloseable {

  /**
   * The result of a call over a caller's end of the pipe.
   *
   * @param pid the process ID of the caller, now reused
   */
  record Call(int pid, Reply reply) {}

  private final List<Caller> callers;
  private final Map<Caller, Child> successors = new HashMap<>();

  private Reuse(List<Caller> callers) {
    this.callers = callers;
  }

  /** Makes other processes, which run the given program, reuse the callers' IDs. */
  static Reuse force(List<Caller> callers, String program, OwnJob job) {
    Numbers numbers = new Numbers();
    Map<Integer, Caller> expected = new HashMap<>();
    for (Caller caller : callers) {
      caller.freeNumber();
      expected.put(caller.numberBefore(), caller);
      // For the first thread of the process that reuses the ID.
      numbers.step();
    }
    Reuse reuse = new Reuse(callers);
    numbers.stepTo(
        numbers.step(),
        number -> {
          Caller caller = expected.remove(number);
          if (caller != null) {
            reuse.succeed(caller, Child.startSuspended(program), job);
          }
        });
    return reuse;
  }

  private void succeed(Caller caller, Child successor, OwnJob job) {
    if (successor.pid() == caller.pid()) {
      job.add(successor.pid());
      successors.put(caller, successor);
    } else {
      successor.closeAndAwaitGone();
    }
  }

  /** Calls over all ends, and returns the results of callers whose ID is reused. */
  List<Call> whoAmI() throws IOException {
    List<Call> calls = new ArrayList<>();
    for (Caller caller : callers) {
      Reply reply = caller.whoAmI();
      if (successors.containsKey(caller)) {
        calls.add(new Call(caller.pid(), reply));
      }
    }
    return calls;
  }

  /** On return, none of the IDs is in use. */
  @Override
  public void close() {
    callers.forEach(Caller::close);
    successors.values().forEach(Child::run);
    successors.values().forEach(Child::closeAndAwaitGone);
  }
}
