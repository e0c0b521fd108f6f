package dev.attestor.core.pod;

/** The list of a pod's spec that a container belongs to. */
public enum ContainerKind {
  /** {@code containers}. */
  REGULAR,
  /** {@code initContainers}, including native sidecars. */
  INIT,
  /** {@code ephemeralContainers}, for example from {@code kubectl debug}. */
  EPHEMERAL
}
