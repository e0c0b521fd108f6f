package dev.attestor.core.config;

import java.util.Optional;

/**
 * Where the containers of pods are among the cgroups of a Linux node.
 *
 * @param root the cgroup below which the kubelet keeps its pods, as an absolute path; {@code /} is
 *     the whole tree; empty: to be read from the kubelet's own configuration
 * @param withoutPods whether a container counts that is in no cgroup of a pod
 */
public record PodCgroups(Optional<String> root, boolean withoutPods) {

  /** The whole tree, with a cgroup for each pod. */
  public static final PodCgroups USUAL = new PodCgroups(Optional.of("/"), false);
}
