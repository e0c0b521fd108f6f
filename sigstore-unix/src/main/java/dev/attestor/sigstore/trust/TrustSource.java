package dev.attestor.sigstore.trust;

import dev.attestor.sigstore.web.Deadline;

/** Where trust roots come from. */
public interface TrustSource {

  /**
   * What is trusted now.
   *
   * @throws TrustException if it cannot be had
   */
  TrustRoots current(Deadline deadline) throws TrustException;
}
