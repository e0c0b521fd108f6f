package dev.attestor.core.event;

/** Where the facts came from that decided an answer. */
public enum Source {
  /** A list of the kubelet. */
  LISTED,
  /** The container runtime, asked when the process was attested. */
  RUNTIME,
  /** The container runtime, asked when the container's cgroup appeared. */
  PREFETCHED
}
