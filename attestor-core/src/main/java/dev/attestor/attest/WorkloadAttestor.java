package dev.attestor.attest;

import dev.attestor.config.K8sConfig;
import dev.attestor.kubelet.KubeletClient;
import dev.attestor.kubelet.SharedPodList;
import dev.attestor.locate.Location;
import dev.attestor.pod.PodSource;
import dev.attestor.spi.LocatedProcess;
import dev.attestor.spi.Ports;
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

  /**
   * Joins ports, which are closed with this, and the kubelet of a configuration. Nobody is asked
   * yet.
   *
   * @throws dev.attestor.error.KubeletException if a credential file is missing or of no use; the
   *     ports are closed then
   */
  public static WorkloadAttestor open(Ports ports, K8sConfig config) {
    try {
      KubeletClient kubelet = new KubeletClient(config.kubelet(), config.reloadInterval());
      return new WorkloadAttestor(
          ports, new SharedPodList(kubelet, config.pollInterval()), AttestationPolicy.of(config));
    } catch (RuntimeException e) {
      ports.close();
      throw e;
    }
  }

  /** Joins ports and a source of pods, which are closed with this. */
  public WorkloadAttestor(Ports ports, PodSource pods, AttestationPolicy policy) {
    this.ports = ports;
    this.pods = pods;
    this.policy = policy;
  }

  /**
   * Attests a process. Returns at once when a young pod list has the answer, else with a future
   * that an {@link dev.attestor.error.AttestationException} may fail. Cancelling the future ends
   * the attestation, and its wish for pod lists.
   */
  public CompletableFuture<Attestation> attest(int pid) {
    LocatedProcess process;
    try {
      process = ports.locator().locate(pid);
    } catch (RuntimeException e) {
      // A defect too: callers have one way to learn of failures.
      return CompletableFuture.failedFuture(e);
    }
    if (process.location() instanceof Location.Outside) {
      process.close();
      return CompletableFuture.completedFuture(new Attestation.NotInPod());
    }
    return new Attempt(process, ports, pods, policy).start();
  }

  /** Ends all attestations with an error. */
  @Override
  public void close() {
    pods.close();
    ports.close();
  }
}
