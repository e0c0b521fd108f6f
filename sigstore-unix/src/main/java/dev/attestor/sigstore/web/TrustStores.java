package dev.attestor.sigstore.web;

import dev.attestor.input.pem.CertificateAuthorities;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Trust stores for HTTPS. */
public final class TrustStores {

  private TrustStores() {}

  /** Trusts the CAs of the JDK and the given ones. */
  public static SSLContext withAlso(List<X509Certificate> certificates)
      throws GeneralSecurityException {
    List<X509Certificate> all =
        Stream.concat(
                Stream.of(CertificateAuthorities.ofJava().getAcceptedIssuers()),
                certificates.stream())
            .toList();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {CertificateAuthorities.only(all)}, null);
    return context;
  }
}
