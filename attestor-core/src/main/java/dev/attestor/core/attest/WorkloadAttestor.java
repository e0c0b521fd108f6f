package dev.attestor.core.attest;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.event.AttestorListener;
import dev.attestor.core.event.Outcome;
import dev.attestor.core.kubelet.KubeletClient;
import dev.attestor.core.kubelet.SharedPodList;
import dev.attestor.core.locate.Location;
import dev.attestor.core.pod.PodSource;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.ProcessPin;
import java.util.concurrent.CompletableFuture;

/**
 * Tells which pod and container a process belongs to. Safe for use by many threads.
 *
 * <p>An answer is given only for a process that the platform located, that the kubelet lists in the
 * very container the platform named, and that still runs when the answer is given. Where the
 * kubelet lists the pod but not yet the container, the container runtime may name it. Everything
 * else is an error; nothing is guessed.
 */
public final class WorkloadAttestor implements AutoCloseable {

  private final Ports ports;
  private final PodSource pods;
  private final AttestationPolicy policy;
  private final AttestorListener listener;
  private final SlowLookups lookups = new SlowLookups();

  /** As below, with nobody listening. */
  public static WorkloadAttestor open(Ports ports, K8sConfig config) {
    return open(ports, config, AttestorListener.NONE);
  }

  /**
   * Joins ports, which are closed with this, and the kubelet of a configuration. Nobody is asked
   * yet.
   *
   * @throws dev.attestor.core.error.KubeletException if a credential file is missing or of no use;
   *     the ports are closed then
   */
  public static WorkloadAttestor open(Ports ports, K8sConfig config, AttestorListener listener) {
    try {
      KubeletClient kubelet = new KubeletClient(config.kubelet(), config.reloadInterval());
      return new WorkloadAttestor(
          ports,
          new SharedPodList(kubelet, config.pollInterval(), listener),
          AttestationPolicy.of(config),
          listener);
    } catch (RuntimeException | Error e) {
      ports.close();
      throw e;
    }
  }

  /** Joins ports and a source of pods, which are closed with this. */
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
  }

  /** Pins the process that has a number now, and attests it. */
  @SuppressWarnings("FutureReturnValueIgnored") // The hook reports nothing.
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

  @SuppressWarnings("FutureReturnValueIgnored") // The hook reports nothing.
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
          : new Attempt(pid, pin, location, ports, pods, policy).start();
    } catch (RuntimeException | Error e) {
      // A defect too: callers have one way to learn of failures.
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Ends all attestations with an error. */
  @Override
  public void close() {
    lookups.close();
    pods.close();
    ports.close();
  }
}
