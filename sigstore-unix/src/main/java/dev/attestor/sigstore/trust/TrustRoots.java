package dev.attestor.sigstore.trust;

import java.util.List;

/**
 * All that is trusted at one time.
 *
 * @param authorities whose certificates name signers
 * @param logs in which signatures are
 * @param certificateLogs in which certificates are
 * @param timestampAuthorities whose timestamps (RFC 3161) tell when something was signed
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
