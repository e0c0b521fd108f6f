package dev.attestor.core.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Paths from a certificate to one anchor, built and checked by the JDK (PKIX, RFC 5280 section 6).
 * Also checks what the JDK does not check for an anchor: its path length limit and its name
 * constraints.
 */
public final class CertificatePath {

  private static final String NAME_CONSTRAINTS = "2.5.29.30";
  private static final int MAX_INTERMEDIATES = 5;

  private CertificatePath() {}

  /**
   * Returns the certificates of a path, from the peer's up to the anchor. Any valid path is
   * sufficient: an old CA may exist beside its successor with the same name.
   *
   * @param chain the certificates that the peer sent, its own first
   * @param use what each certificate of the path must be usable for
   * @throws CertPathBuilderException if there is no path
   */
  public static List<X509Certificate> find(
      List<X509Certificate> chain,
      Collection<X509Certificate> anchors,
      CertificateUse use,
      Instant now)
      throws GeneralSecurityException {
    GeneralSecurityException last =
        new CertPathBuilderException("no usable CA has the name of the issuer");
    for (X509Certificate anchor : anchors) {
      boolean issuer =
          chain.stream()
              .anyMatch(
                  each -> each.getIssuerX500Principal().equals(anchor.getSubjectX500Principal()));
      if (!issuer || use.issuerProblem(anchor, now).isPresent()) {
        continue;
      }
      try {
        List<X509Certificate> path = new ArrayList<>();
        for (Certificate each : build(chain, anchor, use, now)) {
          path.add((X509Certificate) each);
        }
        path.add(anchor);
        return path;
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw last;
  }

  private static List<? extends Certificate> build(
      List<X509Certificate> chain, X509Certificate anchor, CertificateUse use, Instant now)
      throws GeneralSecurityException {
    X509CertSelector subject = new X509CertSelector();
    subject.setCertificate(chain.get(0));
    PKIXBuilderParameters parameters =
        new PKIXBuilderParameters(Set.of(new TrustAnchor(anchor, null)), subject);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    int allowed = anchor.getBasicConstraints();
    parameters.setMaxPathLength(
        allowed < 0 ? MAX_INTERMEDIATES : Math.min(MAX_INTERMEDIATES, allowed));
    parameters.addCertPathChecker(new Usable(use));
    CertPathBuilder builder = CertPathBuilder.getInstance("PKIX");
    PKIXCertPathBuilderResult result = (PKIXCertPathBuilderResult) builder.build(parameters);
    List<? extends Certificate> path = result.getCertPath().getCertificates();
    if (isConstrained(anchor)) {
      requireNames(path, anchor, now);
    }
    return path;
  }

  /** Whether a CA may issue only for some names, RFC 5280 section 4.2.1.10. */
  public static boolean isConstrained(X509Certificate issuer) {
    return issuer.getExtensionValue(NAME_CONSTRAINTS) != null;
  }

  /**
   * The JDK ignores name constraints of an anchor but applies those of certificates in the path. A
   * self-signed anchor can also be put into the path, below an anchor with only its name and key.
   */
  private static void requireNames(
      List<? extends Certificate> path, X509Certificate anchor, Instant now)
      throws GeneralSecurityException {
    if (!anchor.getSubjectX500Principal().equals(anchor.getIssuerX500Principal())) {
      throw new CertPathValidatorException(
          CertificateUse.quoted(anchor)
              + " has name constraints and is not self-signed; expected its root in the file");
    }
    List<Certificate> whole = new ArrayList<>(path);
    whole.add(anchor);
    PKIXParameters parameters =
        new PKIXParameters(
            Set.of(new TrustAnchor(anchor.getSubjectX500Principal(), anchor.getPublicKey(), null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(whole), parameters);
  }

  /** Checks that each certificate below the anchor is usable. */
  private static final class Usable extends PKIXCertPathChecker {

    private final CertificateUse use;

    Usable(CertificateUse use) {
      this.use = use;
    }

    @Override
    public void init(boolean forward) {}

    @Override
    public boolean isForwardCheckingSupported() {
      return false;
    }

    @Override
    public @Nullable Set<String> getSupportedExtensions() {
      return null;
    }

    @Override
    public void check(Certificate certificate, Collection<String> unresolved)
        throws CertPathValidatorException {
      String problem = use.usageProblem((X509Certificate) certificate).orElse(null);
      if (problem != null) {
        throw new CertPathValidatorException(problem);
      }
    }
  }
}
