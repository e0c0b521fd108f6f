package dev.attestor.core.attest;

import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.Placement;
import dev.attestor.core.spi.ImageVerifier;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Verifies the image of a container once the container is found. */
final class ImageCheck {

  private final ImageVerifier verifier;

  ImageCheck(ImageVerifier verifier) {
    this.verifier = verifier;
  }

  /** Returns the selectors of a valid signature. Without one, the attestation fails. */
  CompletableFuture<List<String>> selectors(Placement placement) {
    Container container = placement.container().orElse(null);
    ContainerId id = container == null ? null : container.id();
    if (container == null || id == null) {
      return refused("there is no container whose image could be verified");
    }
    if (container.imageId().isEmpty()) {
      return refused(
          "the kubelet names no image of container \"%s\" of pod \"%s\""
              .formatted(container.name(), placement.pod().displayName()));
    }
    return verifier.verify(container.imageId(), id);
  }

  private static CompletableFuture<List<String>> refused(String why) {
    return CompletableFuture.failedFuture(new ImageVerificationException(Kind.REFUSED, why));
  }
}
