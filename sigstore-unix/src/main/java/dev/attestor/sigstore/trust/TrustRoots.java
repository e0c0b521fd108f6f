package dev.attestor.sigstore.trust;

import java.util.List;

/**
 * All trust roots at one time.
 *
 * @param authorities the issuers of signers' certificates
 * @param logs the logs of signatures
 * @param certificateLogs the logs of certificates
 * @param timestampAuthorities the authorities of RFC 3161 timestamps
 */
public record TrustRoots(
    List<Authority> authorities,
    List<LogKey> logs,
    List<LogKey> certificateLogs,
    List<Authority> timestampAuthorities) {

  /** Copies the lists. */
  public TrustRoots {
    authorities = List.copyOf(authorities);
    logs = List.copyOf(logs);
    certificateLogs = List.copyOf(certificateLogs);
    timestampAuthorities = List.copyOf(timestampAuthorities);
  }
}
