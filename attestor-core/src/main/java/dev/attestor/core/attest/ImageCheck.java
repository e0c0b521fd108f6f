package dev.attestor.core.attest;

import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.DeclaredContainer;
import dev.attestor.core.pod.Placement;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.spi.ImageVerifier;
import java.util.ArrayList;
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
      return refused(noImage(container.name(), placement.pod()));
    }
    return verifier.verify(container.imageId(), id);
  }

  /**
   * Verifies the images of all containers of a pod. One that has not started yet has no image that
   * could be verified.
   */
  CompletableFuture<Void> requireAll(Pod pod) {
    List<CompletableFuture<List<String>>> checks = new ArrayList<>();
    for (DeclaredContainer each : pod.declared()) {
      if (pod.containers().stream().noneMatch(c -> c.name().equals(each.name()))) {
        checks.add(refused(noImage(each.name(), pod)));
      }
    }
    for (Container each : pod.containers()) {
      ContainerId id = each.id();
      checks.add(
          id == null || each.imageId().isEmpty()
              ? refused(noImage(each.name(), pod))
              : verifier.verify(each.imageId(), id));
    }
    if (checks.isEmpty()) {
      checks.add(refused("pod \"%s\" has no container".formatted(pod.displayName())));
    }
    CompletableFuture<?>[] all = checks.toArray(CompletableFuture<?>[]::new);
    return ExtraSelectors.together(CompletableFuture.allOf(all), all);
  }

  private static String noImage(String container, Pod pod) {
    return "the kubelet names no image of container \"%s\" of pod \"%s\""
        .formatted(container, pod.displayName());
  }

  private static CompletableFuture<List<String>> refused(String why) {
    return CompletableFuture.failedFuture(new ImageVerificationException(Kind.REFUSED, why));
  }
}
