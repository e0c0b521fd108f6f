package dev.attestor.sigstore;

import dev.attestor.config.SigstoreConfig;
import dev.attestor.error.ImageVerificationException;
import dev.attestor.error.ImageVerificationException.Kind;
import dev.attestor.sigstore.check.ClaimVerifier;
import dev.attestor.sigstore.registry.RegistryClient;
import dev.attestor.sigstore.trust.ConfiguredTrust;
import dev.attestor.sigstore.trust.PemTrust;
import dev.attestor.sigstore.trust.TrustException;
import dev.attestor.sigstore.trust.TufTrust;
import dev.attestor.sigstore.web.TrustStores;
import dev.attestor.sigstore.web.WebClient;
import dev.attestor.spi.ImageVerifier;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Makes verifiers from a configuration. Nobody is asked yet. */
public final class Sigstore {

  private Sigstore() {}

  /**
   * A verifier with a cache.
   *
   * @throws ImageVerificationException if a file of the configuration is of no use
   */
  public static ImageVerifier verifier(SigstoreConfig config) {
    return new SigstoreVerifier(config, inspector(config, Clock.systemUTC()));
  }

  /**
   * A verifier without one.
   *
   * @param clock tells the time where no log does
   * @throws ImageVerificationException if a file of the configuration is of no use
   */
  public static ImageInspector inspector(SigstoreConfig config, Clock clock) {
    try {
      Optional<SSLContext> trust =
          config.ca().isPresent()
              ? Optional.of(TrustStores.withAlso(PemTrust.certificates(config.ca().get())))
              : Optional.empty();
      WebClient web = new WebClient(trust);
      return new ImageInspector(
          config,
          new RegistryClient(web, config.registries()),
          new ConfiguredTrust(
              config, TufTrust.ofPublicInstance(web, config.trust().tufCache(), clock)),
          new ClaimVerifier(config, web, clock));
    } catch (TrustException | GeneralSecurityException e) {
      throw new ImageVerificationException(
          Kind.REFUSED, "images cannot be verified: " + e.getMessage(), e);
    }
  }
}
