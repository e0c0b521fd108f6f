package dev.attestor.sigstore.check;

import dev.sigstore.encryption.signers.Verifiers;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SignatureException;

/** Verifies signatures with the algorithm that goes with a key, over SHA-256. */
final class Signatures {

  private Signatures() {}

  static boolean verify(PublicKey key, byte[] content, byte[] signature) {
    try {
      return Verifiers.newVerifier(key).verify(content, signature);
    } catch (NoSuchAlgorithmException | InvalidKeyException | SignatureException e) {
      // Bytes that are no signature of this key's kind do not verify.
      return false;
    }
  }
}
