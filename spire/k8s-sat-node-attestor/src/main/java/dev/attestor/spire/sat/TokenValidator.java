package dev.attestor.spire.sat;

/** Tells whose a token is. Safe for concurrent use. */
@FunctionalInterface
public interface TokenValidator {

  /**
   * The account that a token was issued to. May block, and then ends early when its thread is
   * interrupted.
   *
   * @throws NodeAttestationException if it was issued to none, or that cannot be told now
   */
  ServiceAccount validate(CompactToken token) throws NodeAttestationException;
}
