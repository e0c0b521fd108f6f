package dev.attestor.core.kubelet;

import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.error.KubeletException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
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
  static Credentials of(SecurePort access, FileContents contents) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      Optional<ServerTrust> trust = trust(access.server(), contents);
      TrustManager manager = trust.<TrustManager>map(each -> each).orElseGet(TrustEverybody::new);
      context.init(keyManagers(access, contents), new TrustManager[] {manager}, null);
      return new Credentials(
          new VerifyingSocketFactory(context, trust, name(access.server())),
          token(access.authentication(), contents));
    } catch (GeneralSecurityException | IOException e) {
      throw new KubeletException(
          KubeletException.Kind.CREDENTIALS, "TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static Optional<String> name(ServerCheck check) {
    return check instanceof ServerCheck.ChainAndName named
        ? Optional.of(named.name())
        : Optional.empty();
  }

  private static Optional<BearerToken> token(Authentication how, FileContents contents) {
    return how instanceof Authentication.BearerToken bearer
        ? Optional.of(BearerToken.parse(contents.token(), bearer.file()))
        : Optional.empty();
  }

  private static Optional<ServerTrust> trust(ServerCheck check, FileContents contents) {
    return check
        .caFile()
        .map(
            file ->
                new ServerTrust(
                    PemCertificates.parse(contents.ca(), file),
                    file,
                    name(check),
                    Clock.systemUTC()));
  }

  private static KeyManager @Nullable [] keyManagers(SecurePort access, FileContents contents)
      throws GeneralSecurityException, IOException {
    if (!(access.authentication() instanceof Authentication.ClientCertificate client)) {
      return null;
    }
    List<X509Certificate> chain =
        PemCertificates.parse(contents.certificate(), client.certificate());
    PrivateKey key =
        PemPrivateKey.parse(
            contents.key(), client.key(), chain.get(0).getPublicKey(), client.certificate());
    KeyStore store = emptyStore();
    char[] noPassword = new char[0];
    store.setKeyEntry("client", key, noPassword, chain.toArray(new X509Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, noPassword);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
