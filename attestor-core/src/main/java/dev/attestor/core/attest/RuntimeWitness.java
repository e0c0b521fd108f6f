package dev.attestor.core.attest;

import dev.attestor.core.locate.Location;
import dev.attestor.core.pod.Placement;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodSource;
import dev.attestor.core.spi.ContainerRuntime;
import dev.attestor.core.spi.RuntimeAnswer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The container runtime in one attestation. It is queried at most once. */
final class RuntimeWitness {

  private final ContainerRuntime runtime;
  private final Location.InPod location;
  private final RuntimeRule rule;

  private volatile @Nullable CompletableFuture<RuntimeAnswer> asked;

  private RuntimeWitness(ContainerRuntime runtime, Location.InPod location, RuntimeRule rule) {
    this.runtime = runtime;
    this.location = location;
    this.rule = rule;
  }

  /**
   * Returns a witness if there is a runtime and the platform named the pod. If the platform did
   * not, the runtime alone would decide which pod a container belongs to, so it is not used.
   */
  static Optional<RuntimeWitness> of(
      Optional<ContainerRuntime> runtime, Location location, long since) {
    return location instanceof Location.InPod in
        ? runtime.map(each -> new RuntimeWitness(each, in, new RuntimeRule(in, since)))
        : Optional.empty();
  }

  /** Queries the runtime unless already done; calls back when the answer is there. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback reports its own result.
  void ask(Runnable answered) {
    if (asked == null) {
      CompletableFuture<RuntimeAnswer> answer = runtime.ask(location.container());
      asked = answer;
      answer.thenRun(answered);
    }
  }

  /**
   * Queries the runtime before the first list arrives, unless an earlier list contained the
   * container.
   */
  void askUnlessSeen(PodSource pods, Runnable answered) {
    if (!pods.hasSeen(location.container())) {
      ask(answered);
    }
  }

  /**
   * Returns the container in its pod of the list; empty if answer and list are not sufficient yet.
   */
  Optional<Placement> find(PodIndex list) {
    CompletableFuture<RuntimeAnswer> answer = asked;
    return answer == null || !answer.isDone() || answer.isCompletedExceptionally()
        ? Optional.empty()
        : rule.apply(answer.join(), list);
  }

  /** Cancels the query. */
  void close() {
    CompletableFuture<RuntimeAnswer> answer = asked;
    if (answer != null) {
      answer.cancel(false);
    }
  }
}
