package dev.attestor.core.spi;

import java.util.Optional;

/**
 * Everything that an attestor is connected to, except the kubelet.
 *
 * @param runtime asked about containers that the kubelet does not list yet
 * @param namespaces asked for the labels of each pod's namespace
 * @param images verifies the image of each container
 */
public record Ports(
    ContainerLocator locator,
    Optional<ContainerRuntime> runtime,
    Optional<NamespaceLabels> namespaces,
    Optional<ImageVerifier> images)
    implements AutoCloseable {

  /** Only a platform. */
  public static Ports of(ContainerLocator locator) {
    return new Ports(locator, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** With another container runtime. */
  public Ports withRuntime(Optional<ContainerRuntime> other) {
    return new Ports(locator, other, namespaces, images);
  }

  /** With another source of namespace labels. */
  public Ports withNamespaces(Optional<NamespaceLabels> other) {
    return new Ports(locator, runtime, other, images);
  }

  /** With another image verifier. */
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
