package dev.attestor.core.attest;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.event.AttestorListener;
import dev.attestor.core.event.Outcome;
import dev.attestor.core.kubelet.KubeletClient;
import dev.attestor.core.kubelet.SharedPodList;
import dev.attestor.core.locate.Location;
import dev.attestor.core.pod.PodSource;
import dev.attestor.core.spi.LocatedProcess;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.ProcessCheck;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

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

  /**
   * Attests a process. Never blocks where the platform is quick, or leaves its lookups to threads
   * of their own. Returns an answer at once when a young pod list has it, else a future that an
   * {@link dev.attestor.core.error.AttestationException} may fail. Cancelling the future ends the
   * attestation, and its wish for pod lists.
   */
  public CompletableFuture<Attestation> attest(int pid) {
    return watched(pid, process -> process);
  }

  /**
   * Attests a process that somebody holds on to, such as the peer of a socket. There is an answer
   * only if that very process runs once it is located, and when the answer is given.
   */
  public CompletableFuture<Attestation> attest(int pid, ProcessCheck holder) {
    return watched(
        pid,
        process -> {
          // From here on the number cannot have meant another process when it was located.
          holder.requireRunning();
          return new HeldProcess(process, holder);
        });
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The hook reports nothing.
  private CompletableFuture<Attestation> watched(int pid, UnaryOperator<LocatedProcess> held) {
    long began = System.nanoTime();
    CompletableFuture<Attestation> answer = attest(pid, held);
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

  private CompletableFuture<Attestation> attest(int pid, UnaryOperator<LocatedProcess> held) {
    return ports.locator().isQuick()
        ? attestHere(pid, held)
        : lookups.run(pid, () -> attestHere(pid, held));
  }

  private CompletableFuture<Attestation> attestHere(int pid, UnaryOperator<LocatedProcess> held) {
    LocatedProcess process;
    try {
      process = locate(pid, held);
    } catch (RuntimeException | Error e) {
      // A defect too: callers have one way to learn of failures.
      return CompletableFuture.failedFuture(e);
    }
    if (process.location() instanceof Location.Outside) {
      process.close();
      return CompletableFuture.completedFuture(new Attestation.NotInPod());
    }
    return new Attempt(process, ports, pods, policy).start();
  }

  private LocatedProcess locate(int pid, UnaryOperator<LocatedProcess> held) {
    LocatedProcess process = ports.locator().locate(pid);
    try {
      return held.apply(process);
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
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
