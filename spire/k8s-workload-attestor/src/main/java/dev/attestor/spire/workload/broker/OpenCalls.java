package dev.attestor.spire.workload.broker;

import dev.attestor.core.pod.Selectors;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Limits how many calls of one broker wait for an answer. Thread-safe. */
final class OpenCalls {

  private static final int MAX = 1_000;

  // Guarded by this. Has only brokers with open calls.
  private final Map<String, Integer> open = new HashMap<>();

  /**
   * Makes a call of a broker. The agent's own calls are not counted.
   *
   * @throws io.grpc.StatusRuntimeException with {@code UNAVAILABLE} if a thousand are open already
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback's result is not needed.
  CompletableFuture<Selectors> count(Access access, Supplier<CompletableFuture<Selectors>> call) {
    if (access.broker().isEmpty()) {
      return call.get();
    }
    String broker = access.lane();
    enter(broker);
    try {
      CompletableFuture<Selectors> answer = call.get();
      answer.whenComplete((selectors, failure) -> leave(broker));
      return answer;
    } catch (RuntimeException | Error e) {
      leave(broker);
      throw e;
    }
  }

  private synchronized void enter(String broker) {
    int before = open.getOrDefault(broker, 0);
    if (before >= MAX) {
      throw Refusals.busy("%s calls of this broker are open already".formatted(MAX));
    }
    open.put(broker, before + 1);
  }

  private synchronized void leave(String broker) {
    open.computeIfPresent(broker, (name, calls) -> calls == 1 ? null : calls - 1);
  }
}
