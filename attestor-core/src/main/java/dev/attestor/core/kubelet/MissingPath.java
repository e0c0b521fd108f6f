package dev.attestor.core.kubelet;

import dev.attestor.core.tls.CertificateUse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Explains why a server's certificate does not chain to a trusted one. Decides nothing: it is
 * called after the certificate was rejected.
 */
final class MissingPath {

  private static final int MAX_STEPS = 10;
  private static final int MAX_TOLD = 5;

  private final List<X509Certificate> chain;
  private final List<X509Certificate> anchors;
  private final Instant now;

  MissingPath(List<X509Certificate> chain, List<X509Certificate> anchors, Instant now) {
    this.chain = chain;
    this.anchors = anchors;
    this.now = now;
  }

  /**
   * Follows the issuers from the server's certificate up to the first problem.
   *
   * @param said the JDK's message, in case this class finds no problem
   */
  String describe(GeneralSecurityException said) {
    X509Certificate current = chain.get(0);
    String what = "the kubelet's certificate " + CertificateUse.quoted(current);
    for (int step = 0; step < MAX_STEPS; step++) {
      String issued = what + " was issued by ";
      X509Certificate anchor = issuer(current, anchors);
      if (anchor != null) {
        Optional<String> problem = CertificateUse.SERVER.issuerProblem(anchor, now);
        return issued
            + CertificateUse.quoted(anchor)
            + problem.map(", which "::concat).orElseGet(() -> jdk(said));
      }
      X509Certificate next = issuer(current, chain);
      if (next == null || next.equals(current)) {
        return unknown(current, what);
      }
      Optional<String> problem = CertificateUse.SERVER.issuerProblem(next, now);
      if (problem.isPresent()) {
        return issued + CertificateUse.quoted(next) + ", which " + problem.get();
      }
      current = next;
      what = "the CA " + CertificateUse.quoted(current);
    }
    return what + jdk(said);
  }

  private String unknown(X509Certificate current, String what) {
    String issuer = CertificateUse.quoted(current.getIssuerX500Principal().getName());
    boolean sameName =
        anchors.stream()
            .anyMatch(
                each -> each.getSubjectX500Principal().equals(current.getIssuerX500Principal()));
    if (sameName) {
      return "%s was issued by %s, and the file holds a CA of that name with another key"
          .formatted(what, issuer);
    }
    String own = what + (isSelfSigned(current) ? " is self-signed" : " was issued by " + issuer);
    return own + ", and the file holds " + held();
  }

  private String held() {
    String names =
        anchors.stream()
            .limit(MAX_TOLD)
            .map(CertificateUse::quoted)
            .collect(Collectors.joining(", "));
    return anchors.size() > MAX_TOLD
        ? "%s and %s more".formatted(names, anchors.size() - MAX_TOLD)
        : names;
  }

  private static boolean isSelfSigned(X509Certificate certificate) {
    return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
  }

  /** The certificate of the issuer, preferably one that is valid now. */
  private @Nullable X509Certificate issuer(
      X509Certificate certificate, List<X509Certificate> candidates) {
    X509Certificate found = null;
    for (X509Certificate each : candidates) {
      if (signed(each, certificate)
          && (found == null || CertificateUse.SERVER.issuerProblem(each, now).isEmpty())) {
        found = each;
      }
    }
    return found;
  }

  private static boolean signed(X509Certificate issuer, X509Certificate certificate) {
    try {
      if (issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
        certificate.verify(issuer.getPublicKey());
        return true;
      }
      return false;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String jdk(GeneralSecurityException said) {
    return " (" + PodListFailures.rootMessage(said) + ")";
  }
}
