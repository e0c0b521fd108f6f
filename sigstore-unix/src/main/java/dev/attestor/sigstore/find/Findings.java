package dev.attestor.sigstore.find;

import dev.attestor.sigstore.trust.TrustException;

/** Takes what a {@link Finder} finds, as soon as it is found. */
public interface Findings {

  /**
   * A signature or attestation, not yet read.
   *
   * @throws TrustException if nothing can be said of any signature
   */
  void candidate(Candidate candidate) throws TrustException;

  /** A place, after all that it holds. */
  void place(SignaturePlace place);
}
