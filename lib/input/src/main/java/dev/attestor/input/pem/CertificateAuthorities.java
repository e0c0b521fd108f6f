package dev.attestor.input.pem;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Trust in servers whose certificates chain to certain CAs, by the rules of the Java runtime. */
public final class CertificateAuthorities {

  private CertificateAuthorities() {}

  /** Trusts the CAs of the Java runtime. */
  public static X509TrustManager ofJava() throws GeneralSecurityException {
    return trusting(null);
  }

  /** Trusts these CAs and no others. */
  public static X509TrustManager only(Collection<X509Certificate> certificates)
      throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException("an empty key store cannot be made", e);
    }
    int number = 0;
    for (X509Certificate each : certificates) {
      store.setCertificateEntry("ca-" + number++, each);
    }
    return trusting(store);
  }

  private static X509TrustManager trusting(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (var each : factory.getTrustManagers()) {
      if (each instanceof X509TrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("the Java runtime has no trust manager for X.509");
  }
}
