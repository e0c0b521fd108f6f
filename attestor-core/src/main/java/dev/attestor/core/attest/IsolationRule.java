package dev.attestor.core.attest;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.locate.Isolation;
import dev.attestor.core.locate.Location;
import dev.attestor.core.pod.DeclaredContainer;
import dev.attestor.core.pod.Placement;

/**
 * Accepts a Windows container only if the pod's spec declares the isolation that the platform
 * observed. Otherwise, anybody who may create jobs on the host could name a job after a container
 * of the other kind.
 */
final class IsolationRule {

  private IsolationRule() {}

  /**
   * Returns the placement.
   *
   * @throws ConflictingEvidenceException if the spec declares another isolation
   */
  static Placement require(Location.InContainer seen, Placement placement) {
    if (seen.isolation() == Isolation.UNSEEN) {
      return placement;
    }
    String name = placement.container().orElseThrow().name();
    boolean hostProcess =
        placement.pod().declared(name).map(DeclaredContainer::hostProcess).orElse(false);
    if (hostProcess != (seen.isolation() == Isolation.HOST_PROCESS)) {
      throw new ConflictingEvidenceException(
          "the process is in the job of %s container \"%s\", but the kubelet says that container \"%s\" of pod \"%s\" is %s one"
              .formatted(
                  kind(!hostProcess),
                  seen.container(),
                  name,
                  placement.pod().displayName(),
                  kind(hostProcess)));
    }
    return placement;
  }

  private static String kind(boolean hostProcess) {
    return hostProcess ? "a HostProcess" : "a process-isolated";
  }
}
