package dev.attestor.core.spi;

import java.util.Optional;

/**
 * Everything that an attestor is connected to, except the kubelet's port.
 *
 * @param runtime asked about containers that the kubelet does not list yet
 * @param namespaces asked for the labels of each pod's namespace
 * @param images verifies the image of each container
 * @param arrivals tells of new containers, so that the others can be asked early
 * @param localPods opens the kubelet's socket, if it is to be used and there is one
 */
public record Ports(
    ContainerLocator locator,
    Optional<ContainerRuntime> runtime,
    Optional<NamespaceLabels> namespaces,
    Optional<ImageVerifier> images,
    Optional<ContainerArrivals> arrivals,
    Optional<LocalPods.Opener> localPods)
    implements AutoCloseable {

  /** Without news of containers and without the kubelet's socket. */
  public Ports(
      ContainerLocator locator,
      Optional<ContainerRuntime> runtime,
      Optional<NamespaceLabels> namespaces,
      Optional<ImageVerifier> images) {
    this(locator, runtime, namespaces, images, Optional.empty(), Optional.empty());
  }

  /** Only a platform. */
  public static Ports of(ContainerLocator locator) {
    return new Ports(locator, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** With another container runtime. */
  public Ports withRuntime(Optional<ContainerRuntime> other) {
    return new Ports(locator, other, namespaces, images, arrivals, localPods);
  }

  /** With another source of namespace labels. */
  public Ports withNamespaces(Optional<NamespaceLabels> other) {
    return new Ports(locator, runtime, other, images, arrivals, localPods);
  }

  /** With another image verifier. */
  public Ports withImages(Optional<ImageVerifier> other) {
    return new Ports(locator, runtime, namespaces, other, arrivals, localPods);
  }

  /** With another source of news of containers. */
  public Ports withArrivals(Optional<ContainerArrivals> other) {
    return new Ports(locator, runtime, namespaces, images, other, localPods);
  }

  /** With another way to open the kubelet's socket. */
  public Ports withLocalPods(Optional<LocalPods.Opener> other) {
    return new Ports(locator, runtime, namespaces, images, arrivals, other);
  }

  @Override
  public void close() {
    arrivals.ifPresent(ContainerArrivals::close);
    runtime.ifPresent(ContainerRuntime::close);
    namespaces.ifPresent(NamespaceLabels::close);
    images.ifPresent(ImageVerifier::close);
    locator.close();
  }
}
