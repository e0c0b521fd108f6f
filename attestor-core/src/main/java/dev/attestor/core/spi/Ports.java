package dev.attestor.core.spi;

import java.util.Optional;

/**
 * What an attestor is connected to beside the kubelet.
 *
 * @param runtime asked about containers that the kubelet does not list yet
 * @param namespaces asked for the labels of each pod's namespace
 * @param images has to vouch for the image of each container
 */
public record Ports(
    ContainerLocator locator,
    Optional<ContainerRuntime> runtime,
    Optional<NamespaceLabels> namespaces,
    Optional<ImageVerifier> images)
    implements AutoCloseable {

  /** A platform alone. */
  public static Ports of(ContainerLocator locator) {
    return new Ports(locator, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** With another container runtime. */
  public Ports withRuntime(Optional<ContainerRuntime> other) {
    return new Ports(locator, other, namespaces, images);
  }

  /** With the labels of namespaces from elsewhere. */
  public Ports withNamespaces(Optional<NamespaceLabels> other) {
    return new Ports(locator, runtime, other, images);
  }

  /** With somebody else to vouch for images. */
  public Ports withImages(Optional<ImageVerifier> other) {
    return new Ports(locator, runtime, namespaces, other);
  }

  @Override
  public void close() {
    runtime.ifPresent(ContainerRuntime::close);
    namespaces.ifPresent(NamespaceLabels::close);
    images.ifPresent(ImageVerifier::close);
  }
}
