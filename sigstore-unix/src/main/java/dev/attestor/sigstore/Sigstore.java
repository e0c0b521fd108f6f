package dev.attestor.sigstore;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.spi.ImageVerifier;
import dev.attestor.sigstore.check.ClaimVerifier;
import dev.attestor.sigstore.registry.ImageReference;
import dev.attestor.sigstore.registry.RegistryClient;
import dev.attestor.sigstore.trust.ConfiguredTrust;
import dev.attestor.sigstore.trust.PemTrust;
import dev.attestor.sigstore.trust.TrustException;
import dev.attestor.sigstore.trust.TufTrust;
import dev.attestor.sigstore.web.TrustStores;
import dev.attestor.sigstore.web.WebClient;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** Creates verifiers from a configuration. Sends no request. */
public final class Sigstore {

  private Sigstore() {}

  /**
   * Creates a verifier with a cache.
   *
   * @throws ImageVerificationException if a configured file is invalid
   */
  public static ImageVerifier verifier(SigstoreConfig config) {
    return verifier(config, finding -> {});
  }

  /**
   * The same, and tells of each place that was asked and each signature that was judged, at once.
   */
  public static ImageVerifier verifier(SigstoreConfig config, Consumer<String> told) {
    return new SigstoreVerifier(config, inspector(config, Clock.systemUTC(), told));
  }

  /**
   * Verifies one image, without a cache.
   *
   * @param rejected is told of each signature that does not count and each place that did not
   *     answer, and why
   * @return the selectors
   * @throws ImageVerificationException if the image is not verified
   */
  public static List<String> verifyOnce(
      SigstoreConfig config, String imageId, ContainerId container, Consumer<String> rejected) {
    SignatureSelectors selectors = new SignatureSelectors(config);
    if (new SkippedImages(config.skipped()).contains(imageId)) {
      return selectors.ofSkipped();
    }
    ImageReference image = SigstoreVerifier.requireDigest(imageId);
    try (ImageInspector inspector = inspector(config, Clock.systemUTC())) {
      ImageReport report = inspector.inspect(image);
      report.complaints().map(Object::toString).forEach(rejected);
      Optional<ImageReport.Missing> missing = report.missing(config.requireAttestation());
      if (missing.isPresent()) {
        // The other reasons were told one by one.
        throw ImageInspector.failure(image, missing.get(), missing.get().calmReasons());
      }
      return selectors.of(report, container);
    }
  }

  /** Checks everything that needs no request: patterns, and every configured file. */
  public static List<SigstoreConfigProblem> check(SigstoreConfig config) {
    return new SigstoreConfigCheck(config).all();
  }

  /**
   * Creates a verifier without a cache.
   *
   * @param clock used where no log gives a time
   * @throws ImageVerificationException if a configured file is invalid
   */
  static ImageInspector inspector(SigstoreConfig config, Clock clock) {
    return inspector(config, clock, finding -> {});
  }

  private static ImageInspector inspector(
      SigstoreConfig config, Clock clock, Consumer<String> told) {
    try {
      Optional<SSLContext> trust =
          config.ca().isPresent()
              ? Optional.of(TrustStores.withAlso(PemTrust.certificates(config.ca().get())))
              : Optional.empty();
      WebClient web = new WebClient(trust, config.network());
      ConfiguredTrust roots =
          new ConfiguredTrust(
              config, TufTrust.ofPublicInstance(web, config.trust().tufCache(), clock));
      roots.requireFiles();
      return new ImageInspector(
          config,
          new RegistryClient(web, config.registries(), config.network()),
          roots,
          new ClaimVerifier(config, web, clock),
          finding -> told.accept(finding.toString()));
    } catch (TrustException | GeneralSecurityException | IllegalArgumentException e) {
      throw new ImageVerificationException(
          Kind.REFUSED, "images cannot be verified: " + e.getMessage(), e);
    }
  }
}
