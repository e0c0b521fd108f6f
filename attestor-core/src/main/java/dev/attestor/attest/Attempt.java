package dev.attestor.attest;

import dev.attestor.error.ContainerNotFoundException;
import dev.attestor.pod.Placement;
import dev.attestor.pod.PodIndex;
import dev.attestor.pod.PodSource;
import dev.attestor.spi.LocatedProcess;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One attestation of a located process: looks into pod lists, newer and newer, until one has it or
 * time is up.
 */
final class Attempt {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);

  private final LocatedProcess process;
  private final PodSource pods;
  private final AttestationPolicy policy;
  private final Matcher matcher;
  private final long deadline;
  private final CompletableFuture<Attestation> result = new CompletableFuture<>();

  private Duration pause = FIRST_PAUSE;
  private volatile @Nullable CompletableFuture<PodIndex> waiting;

  Attempt(LocatedProcess process, PodSource pods, AttestationPolicy policy) {
    this.process = process;
    this.pods = pods;
    this.policy = policy;
    this.matcher = new Matcher(process.location(), policy);
    this.deadline = System.nanoTime() + policy.patience().toNanos();
  }

  // The callbacks report through the result; the futures that hang them up carry nothing more.
  @SuppressWarnings("FutureReturnValueIgnored")
  CompletableFuture<Attestation> start() {
    CompletableFuture<PodIndex> list = pods.fresh();
    if (list.isDone() && !list.isCompletedExceptionally()) {
      look(list.join());
    } else {
      await(list, null);
    }
    result.whenComplete((answer, failure) -> end());
    return result;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // As above.
  private void await(CompletableFuture<PodIndex> list, @Nullable PodIndex last) {
    waiting = list;
    if (result.isDone()) {
      list.cancel(false);
      return;
    }
    long left = Math.max(0, deadline - System.nanoTime());
    list.orTimeout(left, TimeUnit.NANOSECONDS)
        .whenComplete(
            (next, failure) -> {
              if (failure == null) {
                look(next);
              } else {
                fail(unwrap(failure), last);
              }
            });
  }

  private void look(PodIndex list) {
    if (result.isDone()) {
      return;
    }
    try {
      Optional<Placement> found = matcher.find(list);
      if (found.isPresent()) {
        // Checked last: from here on nothing else can change the answer.
        process.requireRunning();
        result.complete(new Attestation.InPod(found.get()));
      } else if (System.nanoTime() - deadline >= 0) {
        result.completeExceptionally(notFound(list));
      } else {
        // A process that is gone needs no further waiting.
        process.requireRunning();
        await(pods.newerThan(list, nextPause()), list);
      }
    } catch (RuntimeException e) {
      // A defect too: it must not leave the caller waiting and the process pinned.
      result.completeExceptionally(e);
    }
  }

  private Duration nextPause() {
    Duration now = pause;
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(policy.pollInterval()) < 0 ? doubled : policy.pollInterval();
    return now.compareTo(policy.pollInterval()) < 0 ? now : policy.pollInterval();
  }

  private void fail(Throwable failure, @Nullable PodIndex last) {
    result.completeExceptionally(failure instanceof TimeoutException ? notFound(last) : failure);
  }

  private ContainerNotFoundException notFound(@Nullable PodIndex last) {
    return new ContainerNotFoundException(
        "%s within %s ms".formatted(matcher.describeMiss(last), policy.patience().toMillis()));
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  private void end() {
    CompletableFuture<PodIndex> list = waiting;
    if (list != null) {
      list.cancel(false);
    }
    process.close();
  }
}
