package dev.attestor.pod;

/**
 * A container as the pod's spec declares it, whether it was started or not.
 *
 * @param image the image as the spec names it; may be empty
 */
public record DeclaredContainer(ContainerKind kind, String name, String image) {}
