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

  /** Of certificates in any order, of which those that vouch for themselves are roots. */
  static Authority of(List<X509Certificate> certificates, Period period) {
    return new Authority(
        Set.copyOf(certificates.stream().filter(Authority::isSelfIssued).toList()),
        certificates.stream().filter(certificate -> !isSelfIssued(certificate)).toList(),
        period);
  }

  /** Of certificates that lead to the last, which is a root even if another vouches for it. */
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
