package dev.attestor.core.pod;

/** Which of a pod's three lists a container stands in. */
public enum ContainerKind {
  /** {@code containers}. */
  REGULAR,
  /** {@code initContainers}; a native sidecar is one of these. */
  INIT,
  /** {@code ephemeralContainers}, as {@code kubectl debug} adds. */
  EPHEMERAL
}
