package dev.attestor.core.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** The certificate by which our end of a TLS connection identifies itself. */
public final class KeyManagers {

  private KeyManagers() {}

  /**
   * Presents a certificate.
   *
   * @param chain the certificate, followed by those of CAs that are sent with it
   */
  public static KeyManager[] of(List<X509Certificate> chain, PrivateKey key)
      throws GeneralSecurityException {
    char[] noPassword = new char[0];
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException("an empty key store cannot be made", e);
    }
    store.setKeyEntry("own", key, noPassword, chain.toArray(new X509Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, noPassword);
    return factory.getKeyManagers();
  }
}
