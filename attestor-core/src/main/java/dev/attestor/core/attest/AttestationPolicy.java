package dev.attestor.core.attest;

import dev.attestor.core.config.K8sConfig;
import java.time.Duration;

/**
 * How an attestation decides and how long it waits.
 *
 * @param podSelectorsOnly whether to use only the pod, without looking for the container ({@code
 *     disable_container_selectors})
 * @param ephemeralContainers whether ephemeral containers are attested or refused
 * @param pollInterval the longest pause between two pod lists
 * @param patience how long to wait until the kubelet lists the container
 */
public record AttestationPolicy(
    boolean podSelectorsOnly,
    boolean ephemeralContainers,
    Duration pollInterval,
    Duration patience) {

  /** The policy of a configuration. */
  public static AttestationPolicy of(K8sConfig config) {
    return new AttestationPolicy(
        config.disableContainerSelectors(),
        config.attestEphemeralContainers(),
        config.pollInterval(),
        config.patience());
  }
}
