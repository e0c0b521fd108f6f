package dev.attestor.agent.daemon.soak;

import dev.attestor.agent.api.v1.Identity;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Counts answers, and records wrong ones. */
final class SoakVerdict {

  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  /** Records an answer; without selectors, the process must be in no pod. */
  void answer(Identity identity, List<String> selectors) {
    answered.incrementAndGet();
    if (!identity.getSelectorsList().equals(selectors)
        || identity.hasNotInPod() != selectors.isEmpty()) {
      wrong("expected %s, not %s".formatted(selectors, identity));
    }
  }

  /** Records an error, which is acceptable if the disturbance can be its reason. */
  void refusal(StatusRuntimeException e) {
    refused.incrementAndGet();
    Status.Code code = e.getStatus().getCode();
    boolean expected =
        code == Status.Code.UNAVAILABLE
            || code == Status.Code.DEADLINE_EXCEEDED
            || code == Status.Code.CANCELLED
            || code == Status.Code.INTERNAL;
    if (!expected) {
      wrong("a failure: " + e.getStatus());
    }
  }

  void wrong(String what) {
    wrong.add(what);
  }

  void add(long answers, long refusals) {
    answered.addAndGet(answers);
    refused.addAndGet(refusals);
  }

  long answered() {
    return answered.get();
  }

  long refused() {
    return refused.get();
  }

  /** A few of the wrong answers. */
  List<String> wrong() {
    return wrong.stream().limit(5).toList();
  }
}
