package dev.attestor.core.attest;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.error.Outcome;
import dev.attestor.core.event.AttestorListener;
import dev.attestor.core.kubelet.SharedPodList;
import dev.attestor.core.locate.Location;
import dev.attestor.core.pod.PodSource;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.ProcessPin;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Finds the pod and container of a process. Thread-safe.
 *
 * <p>Answers only if the platform located the process, the kubelet lists it in exactly the
 * container that the platform named, and the process still runs. If the kubelet lists the pod but
 * not yet the container, the container runtime may name the container. Everything else is an error;
 * the attestor never guesses.
 */
public final class WorkloadAttestor implements AutoCloseable {

  private final Ports ports;
  private final PodSource pods;
  private final AttestationPolicy policy;
  private final AttestorListener listener;
  private final Optional<PrefetchedAnswers> prefetched;
  private final SlowLookups lookups = new SlowLookups();

  /** Like the method below, without a listener. */
  public static WorkloadAttestor open(Ports ports, K8sConfig config) {
    return open(ports, config, AttestorListener.NONE);
  }

  /**
   * Connects the ports and the kubelet of a configuration. Closing the attestor closes the ports.
   * Sends no request yet.
   *
   * @throws dev.attestor.core.error.KubeletException if a credential file is missing or invalid and
   *     the kubelet has no socket either; the ports are closed then
   */
  public static WorkloadAttestor open(Ports ports, K8sConfig config, AttestorListener listener) {
    try {
      return new WorkloadAttestor(
          ports, pods(config, ports, listener), AttestationPolicy.of(config), listener);
    } catch (RuntimeException | Error e) {
      ports.close();
      throw e;
    }
  }

  /**
   * The pods of a configuration: those of the kubelet, or none if nobody may ask it.
   *
   * @throws dev.attestor.core.error.KubeletException as {@link #open(Ports, K8sConfig)}
   */
  public static PodSource pods(K8sConfig config, Ports ports, AttestorListener listener) {
    return config.kubeletDisabled()
        ? new NoPods()
        : SharedPodList.of(config, ports.localPods(), listener);
  }

  /** Connects ports and a source of pods. Closing the attestor closes both. */
  public WorkloadAttestor(Ports ports, PodSource pods, AttestationPolicy policy) {
    this(ports, pods, policy, AttestorListener.NONE);
  }

  /** The same, with a listener. */
  public WorkloadAttestor(
      Ports ports, PodSource pods, AttestationPolicy policy, AttestorListener listener) {
    this.ports = ports;
    this.pods =
        ports
            .images()
            .<PodSource>map(images -> new PrefetchingPodSource(pods, images))
            .orElse(pods);
    this.policy = policy;
    this.listener = listener;
    this.prefetched =
        policy.podSelectorsOnly() || ports.arrivals().isEmpty()
            ? Optional.empty()
            : ports.runtime().map(each -> new PrefetchedAnswers(each, System::nanoTime));
    ports
        .arrivals()
        .ifPresent(
            each -> each.start(new Prefetch(this.pods, ports, prefetched, policy.pollInterval())));
  }

  /** Pins the process that has a number now, and attests it. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback's result is not needed.
  public CompletableFuture<Attestation> attest(int pid) {
    long began = System.nanoTime();
    ProcessPin pin;
    try {
      pin = ports.locator().pin(pid);
    } catch (RuntimeException | Error e) {
      return reported(CompletableFuture.failedFuture(e), began);
    }
    CompletableFuture<Attestation> answer = begin(pid, pin);
    answer.whenComplete((attestation, failure) -> pin.close());
    return reported(answer, began);
  }

  /**
   * Attests a pinned process. Never blocks where the platform is quick, or leaves its lookups to
   * threads of their own. Returns an answer at once when a young pod list has it, else a future
   * that an {@link dev.attestor.core.error.AttestationException} may fail. Cancelling the future
   * ends the attestation, and its wish for pod lists.
   *
   * @param pid the number that the process had when it was pinned
   * @param pin stays the caller's, who closes it once the future is done; there is an answer only
   *     if the pinned process runs once it is located, and when the answer is given
   */
  public CompletableFuture<Attestation> attest(int pid, ProcessPin pin) {
    long began = System.nanoTime();
    return reported(begin(pid, pin), began);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The callback's result is not needed.
  private CompletableFuture<Attestation> reported(
      CompletableFuture<Attestation> answer, long began) {
    answer.whenComplete(
        (attestation, failure) ->
            listener.attested(
                failure == null ? outcome(attestation) : Outcome.of(failure),
                System.nanoTime() - began));
    return answer;
  }

  private static Outcome outcome(Attestation attestation) {
    return attestation instanceof Attestation.InPod ? Outcome.IN_POD : Outcome.NOT_IN_POD;
  }

  private CompletableFuture<Attestation> begin(int pid, ProcessPin pin) {
    return ports.locator().isQuick()
        ? locateAndFind(pid, pin)
        : lookups.run(pid, () -> locateAndFind(pid, pin));
  }

  private CompletableFuture<Attestation> locateAndFind(int pid, ProcessPin pin) {
    try {
      Location location = ports.locator().locate(pid, pin);
      return location instanceof Location.Outside
          ? CompletableFuture.completedFuture(new Attestation.NotInPod())
          : new Attempt(pid, pin, location, ports, pods, policy, witness(location), listener)
              .start();
    } catch (RuntimeException | Error e) {
      // Includes defects, so that callers learn of all failures in one way.
      return CompletableFuture.failedFuture(e);
    }
  }

  private Optional<RuntimeWitness> witness(Location location) {
    return policy.podSelectorsOnly()
        ? Optional.empty()
        : RuntimeWitness.of(ports.runtime(), prefetched, location, System.nanoTime());
  }

  /** The pods of this node, for callers who name a pod. */
  public NamedPods namedPods() {
    return new NamedPods(pods, new ExtraSelectors(ports));
  }

  /** Fails all pending attestations. */
  @Override
  public void close() {
    lookups.close();
    pods.close();
    ports.close();
  }
}
