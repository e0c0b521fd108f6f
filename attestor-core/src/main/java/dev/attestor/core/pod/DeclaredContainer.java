package dev.attestor.core.pod;

/**
 * A container in the spec of a pod, started or not.
 *
 * @param image the image in the spec; may be empty
 * @param hostProcess whether it is a Windows HostProcess container, according to its own security
 *     context or that of the pod
 */
public record DeclaredContainer(
    ContainerKind kind, String name, String image, boolean hostProcess) {

  /** A container that is not a HostProcess container. */
  public DeclaredContainer(ContainerKind kind, String name, String image) {
    this(kind, name, image, false);
  }
}
