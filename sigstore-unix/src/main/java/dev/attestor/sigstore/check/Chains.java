package dev.attestor.sigstore.check;

import dev.attestor.input.text.ForeignText;
import dev.attestor.sigstore.trust.Authority;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Builds the chain from a certificate to a trusted root. */
final class Chains {

  private static final String ANY_USAGE = "2.5.29.37.0";
  private static final int MAX_CHAIN = 10;

  private final List<Authority> authorities;
  private final Purpose purpose;

  Chains(List<Authority> authorities, Purpose purpose) {
    this.authorities = authorities;
    this.purpose = purpose;
  }

  /** What a certificate must be valid for, with the terms for error messages. */
  enum Purpose {
    CODE_SIGNING(
        SignatureCheck.CERTIFICATE, "1.3.6.1.5.5.7.3.3", "signing code", "it", "certificate"),
    TIME_STAMPING(
        SignatureCheck.TIMESTAMP,
        "1.3.6.1.5.5.7.3.8",
        "timestamps",
        "its authority's certificate",
        "timestamp");

    private final SignatureCheck check;
    private final String usage;
    private final String label;
    private final String subject;
    private final String authority;

    Purpose(SignatureCheck check, String usage, String label, String subject, String authority) {
      this.check = check;
      this.usage = usage;
      this.label = label;
      this.subject = subject;
      this.authority = authority;
    }

    private CheckException failed(String why) {
      return check.failed(subject + " " + why);
    }
  }

  /**
   * Returns the issuer of a certificate that chains to a trusted root. Every certificate of the
   * chain, including the root, must be valid at the given time.
   */
  X509Certificate requireTrusted(
      X509Certificate certificate, List<X509Certificate> chain, Instant time)
      throws CheckException {
    requireValid(certificate, time);
    requirePurpose(certificate);
    if (chain.size() > MAX_CHAIN) {
      throw purpose.check.failed("more than %s certificates came with it".formatted(MAX_CHAIN));
    }
    CheckException failure =
        purpose.check.failed(
            "no trusted %s authority is for %s".formatted(purpose.authority, time));
    for (Authority authority : authorities) {
      if (authority.period().contains(time)) {
        Set<TrustAnchor> anchors =
            authority.roots().stream()
                .filter(root -> isValid(root, time))
                .map(root -> new TrustAnchor(root, null))
                .collect(Collectors.toSet());
        if (anchors.isEmpty()) {
          failure = purpose.check.failed("no trusted root was valid at %s".formatted(time));
          continue;
        }
        try {
          PKIXCertPathBuilderResult path =
              build(certificate, candidates(authority, chain), anchors, time);
          requireMayCertify(path);
          return issuer(path);
        } catch (CertPathBuilderException e) {
          failure = purpose.failed("does not chain to a trusted root");
        } catch (GeneralSecurityException e) {
          throw purpose.check.failed("its chain cannot be built: " + e.getMessage(), e);
        }
      }
    }
    throw failure;
  }

  private static List<X509Certificate> candidates(
      Authority authority, List<X509Certificate> chain) {
    List<X509Certificate> all = new ArrayList<>(authority.intermediates());
    all.addAll(chain);
    return all;
  }

  private static PKIXCertPathBuilderResult build(
      X509Certificate certificate,
      List<X509Certificate> intermediates,
      Set<TrustAnchor> anchors,
      Instant time)
      throws GeneralSecurityException {
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(certificate);
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
    // These certificates are valid only for minutes, so there is no revocation.
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(time));
    List<X509Certificate> all = new ArrayList<>(intermediates);
    all.add(certificate);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(all)));
    return (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
  }

  /** Rejects an authority that is restricted to another purpose, such as servers. */
  private void requireMayCertify(PKIXCertPathBuilderResult path) throws CheckException {
    List<X509Certificate> authorities = new ArrayList<>();
    path.getCertPath().getCertificates().stream()
        .skip(1)
        .map(X509Certificate.class::cast)
        .forEach(authorities::add);
    authorities.add(path.getTrustAnchor().getTrustedCert());
    for (X509Certificate each : authorities) {
      Optional<List<String>> usages = usages(each);
      if (usages.isPresent()
          && !usages.get().contains(purpose.usage)
          && !usages.get().contains(ANY_USAGE)) {
        throw purpose.check.failed(
            "\"%s\", which it chains through, is not for %s"
                .formatted(
                    ForeignText.quoted(each.getSubjectX500Principal().getName()), purpose.label));
      }
    }
  }

  /** The key usages of a certificate; empty if it does not restrict them. */
  private Optional<List<String>> usages(X509Certificate certificate) throws CheckException {
    try {
      return Optional.ofNullable(certificate.getExtendedKeyUsage());
    } catch (CertificateParsingException e) {
      throw purpose.check.failed("its extended key usage cannot be read", e);
    }
  }

  private static X509Certificate issuer(PKIXCertPathBuilderResult path) {
    List<?> certificates = path.getCertPath().getCertificates();
    return certificates.size() > 1
        ? (X509Certificate) certificates.get(1)
        : path.getTrustAnchor().getTrustedCert();
  }

  private static boolean isValid(X509Certificate certificate, Instant time) {
    return !time.isBefore(certificate.getNotBefore().toInstant())
        && !time.isAfter(certificate.getNotAfter().toInstant());
  }

  private void requirePurpose(X509Certificate certificate) throws CheckException {
    if (!usages(certificate).orElse(List.of()).contains(purpose.usage)) {
      throw purpose.failed("is not for " + purpose.label);
    }
  }

  private void requireValid(X509Certificate certificate, Instant time) throws CheckException {
    if (!isValid(certificate, time)) {
      throw purpose.failed(
          "is valid from %s to %s, which %s is not in"
              .formatted(
                  certificate.getNotBefore().toInstant(),
                  certificate.getNotAfter().toInstant(),
                  time));
    }
  }
}
