package dev.attestor.spire.sat.token;

import dev.attestor.spire.sat.CompactToken;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.key.VerificationKey;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * A token whose signature is not verified yet. Keys in its header ({@code jwk}, {@code jku}, {@code
 * x5c}, {@code x5u}) are never used.
 */
final class SignedToken {

  private final JsonWebSignature signature;

  private SignedToken(JsonWebSignature signature) {
    this.signature = signature;
  }

  /**
   * Prepares a token for verification with the one algorithm in its header.
   *
   * @throws NodeAttestationException if the JOSE library cannot read it
   */
  static SignedToken of(CompactToken token) throws NodeAttestationException {
    JsonWebSignature signature = new JsonWebSignature();
    signature.setAlgorithmConstraints(
        new AlgorithmConstraints(ConstraintType.PERMIT, token.algorithm()));
    try {
      signature.setCompactSerialization(token.token().reveal());
    } catch (JoseException e) {
      // The exception's message could quote the token.
      throw NodeAttestationException.invalid(
          "unable to parse token: its header is not a JSON object");
    }
    return new SignedToken(signature);
  }

  /** The one of the keys that signed the claims; otherwise empty. */
  Optional<PublicKey> signer(List<VerificationKey> keys) {
    for (VerificationKey candidate : keys) {
      signature.setKey(candidate.key());
      if (verifies()) {
        return Optional.of(candidate.key());
      }
    }
    return Optional.empty();
  }

  /** The claims; trust them only if there is a {@link #signer}. */
  byte[] claims() {
    return signature.getUnverifiedPayloadBytes();
  }

  private boolean verifies() {
    try {
      return signature.verifySignature();
    } catch (JoseException e) {
      // The signature cannot be checked at all, for example because of its length.
      return false;
    }
  }
}
