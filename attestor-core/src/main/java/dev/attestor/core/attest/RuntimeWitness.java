package dev.attestor.core.attest;

import dev.attestor.core.event.Source;
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
  private final RuntimeRule rule;
  private final Optional<PrefetchedAnswers> prefetched;

  private volatile boolean early;
  private volatile long answeredAt;
  private volatile @Nullable CompletableFuture<RuntimeAnswer> asked;

  private RuntimeWitness(
      ContainerRuntime runtime, Optional<PrefetchedAnswers> prefetched, RuntimeRule rule) {
    this.runtime = runtime;
    this.prefetched = prefetched;
    this.rule = rule;
  }

  /** Returns a witness if there is a runtime and a {@link RuntimeRule} for the location. */
  static Optional<RuntimeWitness> of(
      Optional<ContainerRuntime> runtime,
      Optional<PrefetchedAnswers> prefetched,
      Location location,
      long since) {
    return runtime.flatMap(
        each ->
            RuntimeRule.of(location, since)
                .map(rule -> new RuntimeWitness(each, prefetched, rule)));
  }

  /** Queries the runtime unless already done; calls back when the answer is there. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback reports its own result.
  void ask(Runnable answered) {
    if (asked == null) {
      Optional<PrefetchedAnswers.Kept> kept =
          prefetched.flatMap(answers -> answers.of(rule.container()));
      early = kept.isPresent();
      CompletableFuture<RuntimeAnswer> answer =
          kept.map(each -> CompletableFuture.completedFuture(each.answer()))
              .orElseGet(() -> runtime.ask(rule.container()));
      asked = answer;
      answer.thenRun(
          () -> {
            answeredAt = kept.map(PrefetchedAnswers.Kept::at).orElseGet(System::nanoTime);
            answered.run();
          });
    }
  }

  /** Whether the answer was at hand before anybody asked. */
  Source source() {
    return early ? Source.PREFETCHED : Source.RUNTIME;
  }

  /** When the runtime answered, in {@link System#nanoTime()}. */
  long answeredAt() {
    // The callback that notes it may not have run yet.
    return answeredAt == 0 ? System.nanoTime() : answeredAt;
  }

  /**
   * Queries the runtime before the first list arrives, unless an earlier list contained the
   * container.
   */
  void askUnlessSeen(PodSource pods, Runnable answered) {
    if (!pods.hasSeen(rule.container())) {
      ask(answered);
    }
  }

  /**
   * Returns the container in its pod of the list; empty if answer and list are not sufficient yet.
   */
  Optional<Placement> find(PodIndex list) {
    return answer().flatMap(given -> rule.apply(given, list));
  }

  /** Whether the list lacks the pod, which a newer one may have. */
  boolean lacksPod(PodIndex list) {
    return rule.lacksPod(list, answer());
  }

  private Optional<RuntimeAnswer> answer() {
    CompletableFuture<RuntimeAnswer> answer = asked;
    return answer == null || !answer.isDone() || answer.isCompletedExceptionally()
        ? Optional.empty()
        : Optional.of(answer.join());
  }

  /** Cancels the query. */
  void close() {
    CompletableFuture<RuntimeAnswer> answer = asked;
    if (answer != null) {
      answer.cancel(false);
    }
  }
}
