package dev.attestor.spire.sat.server;

import dev.attestor.spire.sat.NodeAttestationException;
import java.util.Optional;

/** Finds a cluster by its name, in one step. Thread-safe. */
@FunctionalInterface
interface ClusterFinder {

  /**
   * Returns the cluster; empty if there is none of that name.
   *
   * @param name from an agent, which may be anything
   * @throws NodeAttestationException if there is one, but its configuration is unusable
   */
  Optional<ClusterAttestor> find(String name) throws NodeAttestationException;
}
