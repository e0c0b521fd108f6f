package dev.attestor.kubernetes.keys;

import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.input.pem.CertificateAuthorities;
import dev.attestor.input.pem.Pem;
import dev.attestor.input.pem.PemException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
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
      X509TrustManager trust =
          CertificateAuthorities.only(Pem.parse(SmallFile.bytes(file, MAX_BYTES)).certificates());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return client.newBuilder().sslSocketFactory(context.getSocketFactory(), trust).build();
    } catch (SmallFileException e) {
      throw unusable(file, "it " + e.predicate(), e);
    } catch (PemException e) {
      throw unusable(file, "it " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw unusable(file, "its certificates are not usable as CAs", e);
    }
  }

  private static KeyPublisherException unusable(Path file, String what, Exception cause) {
    return new KeyPublisherException(
        "the CA file \"%s\" cannot be used: %s".formatted(file, what), cause);
  }
}
