package dev.attestor.sigstore.trust;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * A certificate authority.
 *
 * @param roots the trusted roots
 * @param intermediates certificates that a chain may contain
 */
public record Authority(
    Set<X509Certificate> roots, List<X509Certificate> intermediates, Period period) {

  /** Copies the collections. */
  public Authority {
    roots = Set.copyOf(roots);
    intermediates = List.copyOf(intermediates);
  }

  /** From certificates in any order; the self-signed ones are the roots. */
  static Authority of(List<X509Certificate> certificates, Period period) {
    return new Authority(
        Set.copyOf(certificates.stream().filter(Authority::isSelfIssued).toList()),
        certificates.stream().filter(certificate -> !isSelfIssued(certificate)).toList(),
        period);
  }

  /** From a chain whose last certificate is the root, even if another one has issued it. */
  static Authority ofChain(List<X509Certificate> chain, Period period) {
    Authority authority = of(chain, period);
    if (!authority.roots().isEmpty() || chain.isEmpty()) {
      return authority;
    }
    int last = chain.size() - 1;
    return new Authority(Set.of(chain.get(last)), chain.subList(0, last), period);
  }

  private static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }
}
