package dev.attestor.core.event;

/** Where the facts came from that decided an answer. */
public enum Source {
  /** A list of the kubelet. */
  LISTED,
  /** A change of the pod that the kubelet told of without being asked. */
  WATCHED,
  /** The container runtime, asked when the process was attested. */
  RUNTIME,
  /** The container runtime, asked when the container's cgroup appeared. */
  PREFETCHED;

  /** Whether the container runtime named the container, and not the kubelet. */
  public boolean isRuntime() {
    return this == RUNTIME || this == PREFETCHED;
  }
}
