package dev.attestor.spire.sat;

/** Finds out who holds a token. Thread-safe. */
@FunctionalInterface
public interface TokenValidator {

  /**
   * Returns the account that a token was issued to, and what the token is bound to. May block;
   * interrupting its thread ends it early.
   *
   * @throws NodeAttestationException if the token is invalid, or cannot be validated now
   */
  ValidToken validate(CompactToken token) throws NodeAttestationException;
}
