package dev.attestor.core.pod;

/**
 * A container as the pod's spec declares it, whether it was started or not.
 *
 * @param image the image as the spec names it; may be empty
 * @param hostProcess whether it is a Windows HostProcess container, by its own security context or
 *     by that of the pod
 */
public record DeclaredContainer(
    ContainerKind kind, String name, String image, boolean hostProcess) {

  /** Any other container. */
  public DeclaredContainer(ContainerKind kind, String name, String image) {
    this(kind, name, image, false);
  }
}
