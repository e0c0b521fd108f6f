package dev.attestor.sigstore.trust;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * A certificate authority.
 *
 * @param roots which nobody needs to vouch for
 * @param intermediates which a chain may go through
 */
public record Authority(
    Set<X509Certificate> roots, List<X509Certificate> intermediates, Period period) {

  /** Copies the collections. */
  public Authority {
    roots = Set.copyOf(roots);
    intermediates = List.copyOf(intermediates);
  }

  static Authority of(List<X509Certificate> certificates, Period period) {
    return new Authority(
        Set.copyOf(certificates.stream().filter(Authority::isSelfIssued).toList()),
        certificates.stream().filter(certificate -> !isSelfIssued(certificate)).toList(),
        period);
  }

  private static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }
}
