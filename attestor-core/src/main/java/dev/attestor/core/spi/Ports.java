package dev.attestor.core.spi;

import java.util.Optional;

/**
 * Everything that an attestor is connected to, except the kubelet.
 *
 * @param runtime asked about containers that the kubelet does not list yet
 * @param namespaces asked for the labels of each pod's namespace
 * @param images verifies the image of each container
 * @param arrivals tells of new containers, so that the others can be asked early
 */
public record Ports(
    ContainerLocator locator,
    Optional<ContainerRuntime> runtime,
    Optional<NamespaceLabels> namespaces,
    Optional<ImageVerifier> images,
    Optional<ContainerArrivals> arrivals)
    implements AutoCloseable {

  /** Without news of containers. */
  public Ports(
      ContainerLocator locator,
      Optional<ContainerRuntime> runtime,
      Optional<NamespaceLabels> namespaces,
      Optional<ImageVerifier> images) {
    this(locator, runtime, namespaces, images, Optional.empty());
  }

  /** Only a platform. */
  public static Ports of(ContainerLocator locator) {
    return new Ports(locator, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** With another container runtime. */
  public Ports withRuntime(Optional<ContainerRuntime> other) {
    return new Ports(locator, other, namespaces, images, arrivals);
  }

  /** With another source of namespace labels. */
  public Ports withNamespaces(Optional<NamespaceLabels> other) {
    return new Ports(locator, runtime, other, images, arrivals);
  }

  /** With another image verifier. */
  public Ports withImages(Optional<ImageVerifier> other) {
    return new Ports(locator, runtime, namespaces, other, arrivals);
  }

  /** With another source of news of containers. */
  public Ports withArrivals(Optional<ContainerArrivals> other) {
    return new Ports(locator, runtime, namespaces, images, other);
  }

  @Override
  public void close() {
    arrivals.ifPresent(ContainerArrivals::close);
    runtime.ifPresent(ContainerRuntime::close);
    namespaces.ifPresent(NamespaceLabels::close);
    images.ifPresent(ImageVerifier::close);
  }
}
