package dev.attestor.spire.node.sat.token;

import dev.attestor.spire.node.sat.NodeAttestationException;
import dev.attestor.spire.node.sat.ServiceAccountToken;
import dev.attestor.spire.node.sat.key.KeySet;
import dev.attestor.spire.node.sat.key.VerificationKey;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * A token taken apart, RFC 7515 section 7.1, and not believed yet. Keys that it brings along itself
 * ({@code jwk}, {@code jku}, {@code x5c}, {@code x5u}) never count.
 */
final class SignedToken {

  private static final Set<String> ALGORITHMS =
      new TreeSet<>(
          Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"));

  /** Others that a message may name; whatever else stands there could be anything. */
  private static final Set<String> REFUSED =
      Set.of("none", "HS256", "HS384", "HS512", "EdDSA", "Ed25519", "Ed448", "ES256K");

  private static final AlgorithmConstraints CONSTRAINTS =
      new AlgorithmConstraints(ConstraintType.PERMIT, ALGORITHMS.toArray(String[]::new));

  private final JsonWebSignature signature;
  private final String algorithm;
  private final @Nullable String keyId;

  private SignedToken(JsonWebSignature signature, String algorithm, @Nullable String keyId) {
    this.signature = signature;
    this.algorithm = algorithm;
    this.keyId = keyId;
  }

  /**
   * Takes a token apart.
   *
   * @throws NodeAttestationException if it is no JSON Web Signature in compact form, or made with
   *     an algorithm that no key here could verify
   */
  static SignedToken parse(ServiceAccountToken token) throws NodeAttestationException {
    if (!CompactForm.matches(token.reveal())) {
      throw NodeAttestationException.invalid(
          "unable to parse token: expected three parts of base64url with a dot between them");
    }
    JsonWebSignature signature = new JsonWebSignature();
    signature.setAlgorithmConstraints(CONSTRAINTS);
    try {
      signature.setCompactSerialization(token.reveal());
    } catch (JoseException e) {
      // Its message could quote the token.
      throw NodeAttestationException.invalid(
          "unable to parse token: its header is not a JSON object");
    }
    // RFC 7515 section 4.1.11: what has to be understood and is not makes the whole invalid.
    if (signature.getObjectHeader("crit") != null || signature.getObjectHeader("b64") != null) {
      throw NodeAttestationException.invalid(
          "unable to parse token: its header asks for extensions, expected none");
    }
    return new SignedToken(
        signature,
        algorithm(signature.getObjectHeader("alg")),
        signature.getObjectHeader("kid") instanceof String id ? id : null);
  }

  private static String algorithm(@Nullable Object value) throws NodeAttestationException {
    if (value instanceof String name && ALGORITHMS.contains(name)) {
      return name;
    }
    String found =
        value instanceof String name && REFUSED.contains(name)
            ? "the algorithm \"" + name + "\""
            : "no known algorithm";
    throw NodeAttestationException.invalid(
        "unable to parse token: it has %s, expected one of %s"
            .formatted(found, String.join(", ", ALGORITHMS)));
  }

  /** The claims, if one of the keys signed them; empty if none did. */
  Optional<byte[]> verifiedBy(KeySet keys) {
    for (VerificationKey candidate : keys.candidates(algorithm, keyId)) {
      signature.setKey(candidate.key());
      if (verifies()) {
        return Optional.of(signature.getUnverifiedPayloadBytes());
      }
    }
    return Optional.empty();
  }

  private boolean verifies() {
    try {
      return signature.verifySignature();
    } catch (JoseException e) {
      // A signature that cannot even be looked at, such as one of the wrong length.
      return false;
    }
  }
}
