package dev.attestor.spire.sat;

/** Finds the account of a token. Thread-safe. */
@FunctionalInterface
public interface TokenValidator {

  /**
   * Returns the account that a token was issued to. May block; interrupting its thread ends it
   * early.
   *
   * @throws NodeAttestationException if the token is invalid, or cannot be validated now
   */
  ServiceAccount validate(CompactToken token) throws NodeAttestationException;
}
