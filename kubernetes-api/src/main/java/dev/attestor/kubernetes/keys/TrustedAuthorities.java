package dev.attestor.kubernetes.keys;

import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.input.pem.Pem;
import dev.attestor.input.pem.PemException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/** Clients that trust the CAs of a file and no others. */
final class TrustedAuthorities {

  private static final int MAX_BYTES = 1 << 20;

  private TrustedAuthorities() {}

  /**
   * The client with the CAs of a file as it is now.
   *
   * @throws KeyPublisherException if the file is unusable
   */
  static OkHttpClient only(Path file, OkHttpClient client) throws KeyPublisherException {
    try {
      X509TrustManager trust = trust(Pem.parse(SmallFile.bytes(file, MAX_BYTES)).certificates());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return client.newBuilder().sslSocketFactory(context.getSocketFactory(), trust).build();
    } catch (SmallFileException e) {
      throw unusable(file, "it " + e.predicate(), e);
    } catch (PemException e) {
      throw unusable(file, "it " + e.getMessage(), e);
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(file, "its certificates are not usable as CAs", e);
    }
  }

  private static X509TrustManager trust(List<X509Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (X509Certificate each : certificates) {
      store.setCertificateEntry("ca-" + store.size(), each);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager each : factory.getTrustManagers()) {
      if (each instanceof X509TrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("the Java runtime has no trust manager for X.509");
  }

  private static KeyPublisherException unusable(Path file, String what, Exception cause) {
    return new KeyPublisherException(
        "the CA file \"%s\" cannot be used: %s".formatted(file, what), cause);
  }
}
