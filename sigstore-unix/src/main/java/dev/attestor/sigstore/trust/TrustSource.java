package dev.attestor.sigstore.trust;

import dev.attestor.sigstore.web.Deadline;

/** A source of trust roots. */
public interface TrustSource {

  /**
   * The current trust roots.
   *
   * @throws TrustException if they are unavailable
   */
  TrustRoots current(Deadline deadline) throws TrustException;
}
