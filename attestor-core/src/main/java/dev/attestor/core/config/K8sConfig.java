package dev.attestor.core.config;

import java.time.Duration;
import java.util.Optional;

/**
 * The checked configuration of the {@code k8s} workload attestor.
 *
 * @param kubeletDisabled whether nobody asks the kubelet, and no process is attested
 * @param podsApi the kubelet's socket, which is asked before its port; empty: it is not
 * @param reloadInterval how often credential files are read anew
 * @param pollInterval how old a pod list may be, and the longest pause between two looks
 * @param patience how long the kubelet has to list a container: poll interval times attempts
 * @param cgroups where containers are looked for on Linux
 * @param runtime where the container runtime is asked; empty: it is not
 * @param namespaces how labels of namespaces are read; empty: they are not
 * @param prefetch whether facts about new containers are gathered before their processes ask
 * @param sigstore whose signatures images must have; empty: they need none
 * @param brokers which brokers may ask, and for what; empty: none
 */
public record K8sConfig(
    KubeletAccess kubelet,
    boolean kubeletDisabled,
    Optional<PodsApiSocket> podsApi,
    Duration reloadInterval,
    Duration pollInterval,
    Duration patience,
    boolean disableContainerSelectors,
    boolean attestEphemeralContainers,
    PodCgroups cgroups,
    boolean prefetch,
    Optional<RuntimeEndpoint> runtime,
    Optional<NamespaceAccess> namespaces,
    Optional<SigstoreConfig> sigstore,
    Optional<BrokerConfig> brokers) {

  /** A configuration with only the kubelet. */
  public K8sConfig withKubeletAlone() {
    return onceWith(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same for a single question, for which nothing is gathered beforehand. */
  public K8sConfig withoutPrefetch() {
    return onceWith(runtime, namespaces, sigstore);
  }

  private K8sConfig onceWith(
      Optional<RuntimeEndpoint> runtime,
      Optional<NamespaceAccess> namespaces,
      Optional<SigstoreConfig> sigstore) {
    return new K8sConfig(
        kubelet,
        kubeletDisabled,
        podsApi,
        reloadInterval,
        pollInterval,
        patience,
        disableContainerSelectors,
        attestEphemeralContainers,
        cgroups,
        false,
        runtime,
        namespaces,
        sigstore,
        brokers);
  }
}
