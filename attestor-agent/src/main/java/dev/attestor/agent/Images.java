package dev.attestor.agent;

import dev.attestor.config.SigstoreConfig;
import dev.attestor.error.ImageVerificationException;
import dev.attestor.error.ImageVerificationException.Kind;
import dev.attestor.locate.ContainerId;
import dev.attestor.sigstore.Sigstore;
import dev.attestor.spi.ImageVerifier;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The one way to sigstore's classes, which are many: they are loaded when a method of this class
 * runs, and so only where a configuration asks for them.
 */
final class Images {

  private Images() {}

  static ImageVerifier verifier(SigstoreConfig config) {
    requireUnix();
    return Sigstore.verifier(config);
  }

  /**
   * Verifies one image without a cache.
   *
   * @param rejected is told of each signature that does not count
   * @return the selectors
   * @throws ImageVerificationException if the image is not verified
   */
  static List<String> verify(
      SigstoreConfig config, String image, ContainerId container, Consumer<String> rejected) {
    requireUnix();
    return Sigstore.verifyOnce(config, image, container, rejected);
  }

  /**
   * Checks what can be checked of a configuration without asking anybody.
   *
   * @throws ImageVerificationException if images cannot be verified as configured
   */
  static void check(SigstoreConfig config) {
    requireUnix();
    Sigstore.check(config);
  }

  /**
   * SPIRE verifies images on Unix alone.
   *
   * @throws ImageVerificationException elsewhere
   */
  private static void requireUnix() {
    String name = System.getProperty("os.name", "");
    if (name.toLowerCase(Locale.ROOT).startsWith("windows")) {
      throw new ImageVerificationException(
          Kind.REFUSED, "sigstore is configured, which is supported on Unix only; remove it");
    }
  }
}
