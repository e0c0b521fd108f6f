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

/** The container runtime in one attestation: asked at most once. */
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
   * A witness, where there is a runtime and the platform named the pod: without that the runtime
   * would be the only one to say which pod a container is in.
   */
  static Optional<RuntimeWitness> of(
      Optional<ContainerRuntime> runtime, Location location, long since) {
    return location instanceof Location.InPod in
        ? runtime.map(each -> new RuntimeWitness(each, in, new RuntimeRule(in, since)))
        : Optional.empty();
  }

  /** Asks, the first time; the caller is told when there is an answer. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback reports by itself.
  void ask(Runnable answered) {
    if (asked == null) {
      CompletableFuture<RuntimeAnswer> answer = runtime.ask(location.container());
      asked = answer;
      answer.thenRun(answered);
    }
  }

  /** Asks before there is a list, of a container that no list had so far. */
  void askUnlessSeen(PodSource pods, Runnable answered) {
    if (!pods.hasSeen(location.container())) {
      ask(answered);
    }
  }

  /** The container in a pod of the list; empty if the two of them cannot tell yet. */
  Optional<Placement> find(PodIndex list) {
    CompletableFuture<RuntimeAnswer> answer = asked;
    return answer == null || !answer.isDone() || answer.isCompletedExceptionally()
        ? Optional.empty()
        : rule.apply(answer.join(), list);
  }

  /** Withdraws the question. */
  void close() {
    CompletableFuture<RuntimeAnswer> answer = asked;
    if (answer != null) {
      answer.cancel(false);
    }
  }
}
