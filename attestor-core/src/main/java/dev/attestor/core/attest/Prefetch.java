package dev.attestor.core.attest;

import dev.attestor.core.error.AttestationException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodSource;
import dev.attestor.core.spi.ContainerArrivals;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.RuntimeAnswer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gathers what a new container's processes will soon be attested by: a pod list with its pod, the
 * container runtime's word, the labels of the namespace and the signatures of the image. Decides
 * nothing: attestations use the same facts by the same rules, whether or not they are at hand.
 *
 * <p>At most {@value #MAX_PENDING} arrivals wait for a list, each for five seconds; others are
 * ignored. For as many containers and as long, lists are requested again. What else an arrival can
 * cause is limited by {@link PrefetchedAnswers} and by {@link PodSource#expect}.
 */
final class Prefetch implements ContainerArrivals.Listener {

  static final int MAX_PENDING = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

  private final PodSource pods;
  private final Ports ports;
  private final Optional<PrefetchedAnswers> runtime;
  private final long pause;
  private final AtomicInteger pending = new AtomicInteger();

  /** The containers for which lists are requested again. Only arrivals add to it, on one thread. */
  private final Map<ContainerId, PodUid> awaited = new ConcurrentHashMap<>();

  /**
   * Gathers facts of the given sources.
   *
   * @param interval how long a list is used
   */
  Prefetch(PodSource pods, Ports ports, Optional<PrefetchedAnswers> runtime, Duration interval) {
    this.pause = Math.max(SHORTEST_PAUSE.toNanos(), interval.toNanos() / 2);
    this.pods = pods;
    this.ports = ports;
    this.runtime = runtime;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for the list.
  public void pod(PodUid pod) {
    if (pending.incrementAndGet() > MAX_PENDING) {
      pending.decrementAndGet();
      return;
    }
    CompletableFuture<PodIndex> list = pods.expect(pod);
    list.orTimeout(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (index, failure) -> {
              pending.decrementAndGet();
              if (failure == null) {
                listed(pod, index);
              }
            });
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // As above.
  public void container(PodUid pod, ContainerId container) {
    pod(pod);
    if (awaited.size() < MAX_PENDING && awaited.putIfAbsent(container, pod) == null) {
      keepFresh(pod, container, System.nanoTime() + PATIENCE.toNanos());
    }
    runtime
        .flatMap(answers -> answers.prefetch(container))
        .ifPresent(answer -> answer.thenAccept(given -> heard(pod, container, given)));
  }

  /** Lists become old while a container takes long to start. */
  private void keepFresh(PodUid pod, ContainerId container, long end) {
    CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS, Runnable::run)
        .execute(
            () -> {
              if (!awaited.containsKey(container)
                  || pods.hasSeen(container)
                  || System.nanoTime() - end >= 0) {
                awaited.remove(container);
                return;
              }
              pod(pod);
              keepFresh(pod, container, end);
            });
  }

  private void listed(PodUid pod, PodIndex index) {
    if (index.has(pod)) {
      readLabels(pod, index);
    } else {
      // It has ended.
      awaited.values().removeIf(pod::equals);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Whoever needs the labels is told if they fail.
  private void readLabels(PodUid pod, PodIndex index) {
    try {
      index
          .pod(pod)
          .ifPresent(
              placement ->
                  ports.namespaces().ifPresent(all -> all.of(placement.pod().namespace())));
    } catch (AttestationException e) {
      // Whoever attests a process of this pod is told.
      return;
    }
  }

  /** Verifies only the image of a pod's own container: any other answer will be refused anyway. */
  private void heard(PodUid pod, ContainerId container, RuntimeAnswer answer) {
    if (answer instanceof RuntimeAnswer.Sandbox) {
      // The kubelet never lists it.
      awaited.remove(container);
    }
    if (answer instanceof RuntimeAnswer.Found found
        && found.podUid().equals(pod.value())
        && !found.imageRef().isEmpty()) {
      ports.images().ifPresent(images -> images.expect(found.imageRef()));
    }
  }
}
