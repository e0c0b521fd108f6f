package dev.attestor.spire.workload.broker;

import com.google.protobuf.Any;
import dev.attestor.core.attest.NamedPods;
import dev.attestor.core.attest.WorkloadAttestor;
import dev.attestor.core.config.BrokerConfig;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.pod.Selectors;
import dev.attestor.kubernetes.ApiCalls;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The answers of one configuration. A call begins and ends with the same one, whatever is
 * configured in the meantime. Methods never block.
 */
public final class Answers implements AutoCloseable {

  private final K8sConfig config;
  private final WorkloadAttestor attestor;
  private final ClusterApi cluster;
  private final Processes processes;
  private final Pods pods;
  private final OtherObjects objects;
  private final OpenCalls calls = new OpenCalls();

  private Answers(K8sConfig config, WorkloadAttestor attestor, ClusterApi cluster) {
    NamedPods named = attestor.namedPods();
    boolean signed = !config.brokers().map(BrokerConfig::skipSignatures).orElse(false);
    this.config = config;
    this.attestor = attestor;
    this.cluster = cluster;
    this.processes = new Processes(attestor, cluster);
    this.pods = new Pods(named, config.kubeletDisabled(), signed, cluster);
    this.objects = new OtherObjects(named, signed && config.sigstore().isPresent(), cluster);
  }

  /**
   * Makes the answers of an attestor, and closes it with them.
   *
   * @param api reaches the API server, for brokers; not called before it is needed
   * @throws dev.attestor.core.error.ApiServerException if the API server is needed and cannot be
   *     reached as configured; the attestor is closed then
   */
  public static Answers open(
      K8sConfig config, WorkloadAttestor attestor, Function<BrokerConfig, ApiCalls> api) {
    ClusterApi cluster = new ClusterApi(() -> api.apply(config.brokers().orElseThrow()));
    try {
      if (config.brokers().map(BrokerConfig::needsApiServer).orElse(false)) {
        cluster.prepare();
      }
      return new Answers(config, attestor, cluster);
    } catch (RuntimeException | Error e) {
      cluster.close();
      attestor.close();
      throw e;
    }
  }

  /** The selectors of a process; see {@link WorkloadAttestor#attest(int)}. */
  public CompletableFuture<Selectors> attest(Caller caller, int pid) {
    Access access = Access.of(caller, config.brokers());
    if (pid <= 0) {
      throw Refusals.badReference(
          "\"%s\" is not a process ID, expected a positive number".formatted(pid));
    }
    if (config.kubeletDisabled()) {
      throw Refusals.impossible(
          "nobody asks the kubelet (disable_kubelet_client = true), so no process can be attested");
    }
    return calls.count(access, () -> processes.attest(access, pid));
  }

  /** The selectors of what a reference names. */
  public CompletableFuture<Selectors> attest(Caller caller, Optional<Any> message) {
    Any sent = message.orElseThrow(() -> Refusals.badReference("the request has no reference"));
    Access access = Access.of(caller, config.brokers());
    Reference reference = Reference.decode(sent);
    if (reference instanceof Reference.NodeProcess process) {
      return attest(caller, process.pid());
    }
    Reference.KubernetesObject object = (Reference.KubernetesObject) reference;
    return calls.count(
        access,
        () -> object.isPod() ? pods.attest(access, object) : objects.attest(access, object));
  }

  @Override
  public void close() {
    cluster.close();
    attestor.close();
  }
}
