package dev.attestor.core.kubelet;

import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.tls.KeyManagers;
import dev.attestor.core.tls.PemPrivateKey;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Credentials from the files in {@link FileContents}: a TLS socket factory and optionally a token.
 * Immutable.
 */
record Credentials(VerifyingSocketFactory sockets, Optional<BearerToken> token) {

  /**
   * Creates the credentials.
   *
   * @throws KubeletException if a file is invalid, or key and certificate do not match
   */
  static Credentials of(SecurePort access, FileContents contents, VerificationLog log) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      ServerOnlyTrust trust = trust(access.server(), contents, log);
      context.init(keyManagers(access, contents), new TrustManager[] {trust}, null);
      return new Credentials(
          new VerifyingSocketFactory(context, trust, access.server().serverName()),
          token(access.authentication(), contents));
    } catch (GeneralSecurityException e) {
      throw new KubeletException(
          KubeletException.Kind.CREDENTIALS, "TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static Optional<BearerToken> token(Authentication how, FileContents contents) {
    return how instanceof Authentication.BearerToken bearer
        ? Optional.of(BearerToken.parse(contents.token(), bearer.file()))
        : Optional.empty();
  }

  private static ServerOnlyTrust trust(
      ServerCheck check, FileContents contents, VerificationLog log) {
    if (check instanceof ServerCheck.Auto auto) {
      Clock clock = Clock.systemUTC();
      return new AutomaticTrust(TrustWays.of(auto, contents.trustFiles(), clock), log, clock);
    }
    return check
        .caFile()
        .<ServerOnlyTrust>map(
            file ->
                new ServerTrust(
                    PemCertificates.parse(contents.ca(), file),
                    file,
                    check.serverName(),
                    Clock.systemUTC()))
        .orElseGet(TrustEverybody::new);
  }

  private static KeyManager @Nullable [] keyManagers(SecurePort access, FileContents contents)
      throws GeneralSecurityException {
    if (!(access.authentication() instanceof Authentication.ClientCertificate client)) {
      return null;
    }
    List<X509Certificate> chain =
        PemCertificates.parse(contents.certificate(), client.certificate());
    return KeyManagers.of(chain, key(contents.key(), client, chain.get(0)));
  }

  /**
   * The key of a client certificate.
   *
   * @throws KubeletException if the file has none that fits
   */
  static PrivateKey key(
      byte[] content, Authentication.ClientCertificate client, X509Certificate certificate) {
    try {
      return PemPrivateKey.parse(
          content, client.key(), certificate.getPublicKey(), client.certificate());
    } catch (InvalidKeyException e) {
      throw new KubeletException(
          KubeletException.Kind.CREDENTIALS, String.valueOf(e.getMessage()), e);
    }
  }
}
