package dev.attestor.cli;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.spi.ImageVerifier;
import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import dev.attestor.sigstore.Sigstore;
import dev.attestor.sigstore.SigstoreConfigProblem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The only access to sigstore's many classes: they are loaded when a method of this class runs, and
 * therefore only if configured.
 */
final class Images {

  private Images() {}

  /** Tells of each signature that was judged, and each place that was asked. */
  static ImageVerifier verifier(SigstoreConfig config, Consumer<String> told) {
    Host.current().requireImageVerification();
    return Sigstore.verifier(config, told);
  }

  /**
   * Verifies one image without a cache.
   *
   * @param rejected receives each rejected signature
   * @return the selectors
   * @throws dev.attestor.core.error.ImageVerificationException if the image is not verified
   */
  static List<String> verify(
      SigstoreConfig config, String image, ContainerId container, Consumer<String> rejected) {
    Host.current().requireImageVerification();
    return Sigstore.verifyOnce(config, image, container, rejected);
  }

  /**
   * Finds problems of a configuration that can be found without any request.
   *
   * @throws dev.attestor.core.error.ImageVerificationException if images cannot be verified on this
   *     system
   */
  static void check(Parsed<K8sConfig> parsed, Problems problems) {
    if (parsed.config().sigstore().isPresent()) {
      Host.current().requireImageVerification();
      Sigstore.check(parsed.config().sigstore().get())
          .forEach(part -> add(part, parsed.places(), problems));
    }
  }

  private static void add(
      SigstoreConfigProblem part, Map<String, Position> places, Problems problems) {
    Optional<Map.Entry<String, Position>> place =
        places.entrySet().stream()
            .filter(each -> each.getKey().endsWith("." + part.key()))
            .findAny();
    Position position = place.map(Map.Entry::getValue).orElse(null);
    String message =
        "%s: %s".formatted(place.map(Map.Entry::getKey).orElse(part.key()), part.message());
    if (part.warning()) {
      problems.warning(position, message);
    } else {
      problems.error(position, message);
    }
  }
}
