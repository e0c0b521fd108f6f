package dev.attestor.agent.daemon.soak;

import dev.attestor.agent.api.v1.Identity;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Counts answers, and notes each that is not the one it has to be. */
final class SoakVerdict {

  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  /** An answer; no selectors where it has to say that the process is in no pod. */
  void answer(Identity identity, List<String> selectors) {
    answered.incrementAndGet();
    if (!identity.getSelectorsList().equals(selectors)
        || identity.hasNotInPod() != selectors.isEmpty()) {
      wrong("expected %s, not %s".formatted(selectors, identity));
    }
  }

  /** No answer is no wrong answer, as long as the reason can be the disturbance. */
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

  /** What must not be; at most a few of it. */
  List<String> wrong() {
    return wrong.stream().limit(5).toList();
  }
}
