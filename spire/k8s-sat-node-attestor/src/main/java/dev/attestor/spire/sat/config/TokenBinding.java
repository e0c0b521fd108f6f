package dev.attestor.spire.sat.config;

import dev.attestor.spire.sat.BoundObject;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.ValidToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the tokens of a cluster must be bound to. */
public enum TokenBinding {
  /** Anything or nothing: what a token is bound to is not looked at. */
  IGNORE,
  /** A pod. */
  POD,
  /** A pod and the node on which it runs. */
  NODE;

  private static final String NO_POD =
      "token is bound to no pod, expected one that a kubelet mounted into a pod, which kubelets do"
          + " since Kubernetes 1.21";
  private static final String NO_NODE =
      "token is bound to no node, expected one with the node of its pod, which API servers name"
          + " since Kubernetes 1.30";

  /**
   * Checks that a token is bound as it must be.
   *
   * @throws NodeAttestationException if it is not, or if a name or UID is not in the format of
   *     Kubernetes
   */
  public void check(ValidToken token) throws NodeAttestationException {
    if (this != IGNORE) {
      check("pod", token.pod(), NO_POD);
    }
    if (this == NODE) {
      check("node", token.node(), NO_NODE);
    }
  }

  private static void check(String kind, Optional<BoundObject> found, String missing)
      throws NodeAttestationException {
    if (found.isEmpty()) {
      throw NodeAttestationException.denied(missing);
    }
    if (!found.get().hasValidName()) {
      throw NodeAttestationException.denied(
          "the name of the token's %s is not valid, expected a DNS subdomain of at most 253 characters"
              .formatted(kind));
    }
    if (!found.get().hasValidUid()) {
      throw NodeAttestationException.denied(
          "the UID of the token's %s is not valid, expected 1 to 64 letters, digits and dashes"
              .formatted(kind));
    }
  }

  /** The selectors of a token that was checked; none for a token whose binding does not matter. */
  public List<String> selectors(ValidToken token) {
    List<String> selectors = new ArrayList<>();
    if (this != IGNORE) {
      add(selectors, "agent_pod_", token.pod());
    }
    if (this == NODE) {
      add(selectors, "agent_node_", token.node());
    }
    return selectors;
  }

  private static void add(List<String> selectors, String prefix, Optional<BoundObject> bound) {
    bound.ifPresent(
        object -> {
          selectors.add(prefix + "name:" + object.name());
          selectors.add(prefix + "uid:" + object.uid());
        });
  }
}
