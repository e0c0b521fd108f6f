package dev.attestor.core.attest;

import dev.attestor.core.error.Causes;
import dev.attestor.core.error.ContainerNotFoundException;
import dev.attestor.core.event.AttestorListener;
import dev.attestor.core.event.Source;
import dev.attestor.core.locate.Location;
import dev.attestor.core.pod.Placement;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodSource;
import dev.attestor.core.pod.Selectors;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.ProcessPin;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One attestation of a located process. Reads newer and newer pod lists until one contains the
 * process or the time is up; a container runtime may identify the container earlier.
 *
 * <p>Lists arrive one after the other; the runtime may answer at any time. Whichever decides the
 * result calls {@link #conclude}.
 */
final class Attempt {

  private final int pid;
  private final ProcessPin pin;
  private final PodSource pods;
  private final AttestationPolicy policy;
  private final Matcher matcher;
  private final Optional<RuntimeWitness> runtime;
  private final AttestorListener listener;
  private final ExtraSelectors extraSelectors;
  private final long deadline;
  private final CompletableFuture<Attestation> result = new CompletableFuture<>();

  /** Whether it is certain how this ends, unless signatures, labels or the process fail. */
  private final AtomicBoolean decided = new AtomicBoolean();

  private final PollPauses pauses;

  private volatile @Nullable PodIndex latest;
  private volatile @Nullable CompletableFuture<PodIndex> waiting;
  private volatile @Nullable CompletableFuture<Selectors> completing;

  Attempt(
      int pid,
      ProcessPin pin,
      Location location,
      Ports ports,
      PodSource pods,
      AttestationPolicy policy,
      Optional<RuntimeWitness> runtime,
      AttestorListener listener) {
    long now = System.nanoTime();
    this.pid = pid;
    this.pin = pin;
    this.pods = pods;
    this.policy = policy;
    this.matcher = new Matcher(location, policy);
    this.runtime = runtime;
    this.listener = listener;
    this.extraSelectors = new ExtraSelectors(ports);
    this.deadline = now + policy.patience().toNanos();
    this.pauses = new PollPauses(policy.pollInterval());
  }

  // The callbacks complete the result. The futures only serve to cancel them.
  @SuppressWarnings("FutureReturnValueIgnored")
  CompletableFuture<Attestation> start() {
    CompletableFuture<PodIndex> list = pods.fresh();
    if (list.isDone() && !list.isCompletedExceptionally()) {
      look(list.join());
    } else {
      runtime.ifPresent(witness -> witness.askUnlessSeen(pods, this::hear));
      await(list, null);
    }
    result.whenComplete((answer, failure) -> end());
    return result;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // As above.
  private void await(CompletableFuture<PodIndex> list, @Nullable PodIndex last) {
    waiting = list;
    if (isSettled()) {
      // The other thread may have missed it.
      list.cancel(false);
      withdraw();
      return;
    }
    long left = Math.max(0, deadline - System.nanoTime());
    list.orTimeout(left, TimeUnit.NANOSECONDS)
        .whenComplete(
            (next, failure) -> {
              if (failure == null) {
                look(next);
              } else {
                refuse(
                    failure instanceof TimeoutException ? notFound(last) : Causes.unwrap(failure));
              }
            });
  }

  private void look(PodIndex list) {
    if (isSettled()) {
      return;
    }
    try {
      Optional<Placement> placement = matcher.find(list);
      if (placement.isPresent()) {
        conclude(placement.get(), placement.get().source(), placement.get().listedAt());
        return;
      }
      // From here on, the runtime's answer counts beside this list, which contradicts nothing.
      latest = list;
      if (concludeByRuntime(list)) {
        return;
      }
      if (System.nanoTime() - deadline >= 0) {
        refuse(notFound(list));
        return;
      }
      // Waiting is useless if the process has ended.
      pin.requireRunning(pid);
      runtime.ifPresent(witness -> witness.ask(this::hear));
      if (isSettled()) {
        withdraw();
        return;
      }
      // If the runtime can identify the container, the list only lacks the pod.
      boolean hurry = runtime.filter(witness -> witness.lacksPod(list)).isPresent();
      await(pods.newerThan(list, pauses.next(hurry)), list);
    } catch (RuntimeException | Error e) {
      // A defect too: it must not leave the caller waiting.
      refuse(e);
    }
  }

  /** Whether the runtime's answer is there, and decides. */
  private boolean concludeByRuntime(PodIndex list) {
    Optional<Placement> placement =
        runtime.flatMap(witness -> witness.find(list)).map(matcher::requireAllowed);
    placement.ifPresent(
        found ->
            runtime.ifPresent(witness -> conclude(found, witness.source(), witness.answeredAt())));
    return placement.isPresent();
  }

  /**
   * The runtime has answered; the last list may be sufficient now. If it is not young any more, the
   * awaited one decides.
   */
  private void hear() {
    PodIndex list = latest;
    if (list == null || isSettled() || !isYoung(list)) {
      return;
    }
    try {
      concludeByRuntime(list);
    } catch (RuntimeException | Error e) {
      refuse(e);
    }
  }

  private boolean isYoung(PodIndex list) {
    return System.nanoTime() - list.requestedAt() < policy.pollInterval().toNanos();
  }

  private boolean isSettled() {
    return decided.get() || result.isDone();
  }

  private void conclude(Placement placement, Source source, long knownSince) {
    boolean first = decided.compareAndSet(false, true);
    withdraw();
    if (!first) {
      return;
    }
    try {
      listener.found(source, System.nanoTime() - knownSince);
      complete(placement);
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }

  /** Ends without an answer, unless this was decided otherwise before. */
  private void refuse(Throwable failure) {
    if (decided.compareAndSet(false, true)) {
      result.completeExceptionally(failure);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // As above.
  private void complete(Placement placement) {
    CompletableFuture<Selectors> selectors = extraSelectors.complete(placement);
    if (selectors.isDone() && !selectors.isCompletedExceptionally()) {
      answer(placement, selectors.join());
      return;
    }
    completing = selectors;
    if (result.isDone()) {
      // The caller may have cancelled before end() had anything to cancel.
      selectors.cancel(false);
    }
    selectors.whenComplete(
        (all, failure) -> {
          if (failure == null) {
            answer(placement, all);
          } else {
            result.completeExceptionally(Causes.unwrap(failure));
          }
        });
  }

  private void answer(Placement placement, Selectors selectors) {
    try {
      // Checked last: from here on, nothing can change the answer.
      pin.requireRunning(pid);
      result.complete(new Attestation.InPod(placement, selectors));
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }

  private ContainerNotFoundException notFound(@Nullable PodIndex last) {
    return new ContainerNotFoundException(
        "%s within %s ms".formatted(matcher.describeMiss(last), policy.patience().toMillis()));
  }

  private void end() {
    withdraw();
    CompletableFuture<Selectors> selectors = completing;
    if (selectors != null) {
      selectors.cancel(false);
    }
  }

  /**
   * Cancels the requests for a list and for the runtime's answer, and forgets the lists: they are
   * large, and signatures may be waited for much longer than a list is used.
   */
  private void withdraw() {
    CompletableFuture<PodIndex> list = waiting;
    waiting = null;
    latest = null;
    if (list != null) {
      list.cancel(false);
    }
    runtime.ifPresent(RuntimeWitness::close);
  }
}
