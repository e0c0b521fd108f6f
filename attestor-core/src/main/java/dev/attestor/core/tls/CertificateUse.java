package dev.attestor.core.tls;

import dev.attestor.input.text.ForeignText;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whom a certificate may identify, and whether it may at a given time. The JDK does not check this
 * for directly trusted certificates, so this class does.
 */
public enum CertificateUse {
  /** A TLS server. */
  SERVER("1.3.6.1.5.5.7.3.1", "for servers (serverAuth)"),
  /** A TLS client. */
  CLIENT("1.3.6.1.5.5.7.3.2", "for clients (clientAuth)");

  private static final String ANY = "2.5.29.37.0";
  private static final int KEY_CERT_SIGN = 5;
  private static final int MAX_SUBJECT = 200;

  private final String purpose;
  private final String words;

  CertificateUse(String purpose, String words) {
    this.purpose = purpose;
    this.words = words;
  }

  /** Why the certificate cannot be used in this way at that time; empty if it can. */
  public Optional<String> problem(X509Certificate certificate, Instant now) {
    return dateProblem(certificate, now).or(() -> usageProblem(certificate));
  }

  /** Why the certificate cannot be the issuer of one for this use at that time; empty if it can. */
  public Optional<String> issuerProblem(X509Certificate certificate, Instant now) {
    return problem(certificate, now).or(() -> signingProblem(certificate));
  }

  private static Optional<String> dateProblem(X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isAfter(until)) {
      return Optional.of("expired at " + until);
    }
    return now.isBefore(from) ? Optional.of("is not valid before " + from) : Optional.empty();
  }

  /**
   * RFC 5280 section 4.2.1.12, interpreted as in Go: without the extension every use is allowed,
   * and a use missing from a CA's extension is forbidden for all certificates below it.
   */
  Optional<String> usageProblem(X509Certificate certificate) {
    if (certificate.hasUnsupportedCriticalExtension()) {
      return Optional.of("has a critical extension that is not known here");
    }
    try {
      List<String> uses = certificate.getExtendedKeyUsage();
      if (uses == null || uses.contains(purpose) || uses.contains(ANY)) {
        return Optional.empty();
      }
      return Optional.of("is %s, expected one %s".formatted(told(uses), words));
    } catch (CertificateParsingException e) {
      return Optional.of("has an extended key usage that cannot be read");
    }
  }

  private static String told(List<String> uses) {
    for (CertificateUse known : new CertificateUse[] {CLIENT, SERVER}) {
      if (uses.contains(known.purpose)) {
        return known.words;
      }
    }
    return "for another use " + uses;
  }

  /** RFC 5280 sections 4.2.1.3 and 4.2.1.9; version 1 roots have neither extension. */
  private static Optional<String> signingProblem(X509Certificate certificate) {
    boolean[] usage = certificate.getKeyUsage();
    if (certificate.getVersion() >= 3 && certificate.getBasicConstraints() < 0) {
      return Optional.of("is not a CA (basicConstraints)");
    }
    return usage != null && !usage[KEY_CERT_SIGN]
        ? Optional.of("may not sign certificates (keyUsage)")
        : Optional.empty();
  }

  /** The subject in quotes, on one line and shortened, because an attacker may have chosen it. */
  public static String quoted(X509Certificate certificate) {
    return quoted(certificate.getSubjectX500Principal().getName());
  }

  /** The name in quotes, likewise. */
  public static String quoted(String name) {
    return "\"" + ForeignText.line(name, MAX_SUBJECT) + "\"";
  }
}
