package dev.attestor.sigstore.check;

import dev.sigstore.encryption.signers.Verifiers;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519phSigner;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * Verifies signatures with the algorithms of a key: RSA (PKCS #1 v1.5) and ECDSA over SHA-256; for
 * ECDSA on a larger curve also the digest of the curve's size; and Ed25519.
 */
final class Signatures {

  private Signatures() {}

  static boolean verify(PublicKey key, byte[] content, byte[] signature) {
    try {
      return Verifiers.newVerifier(key).verify(content, signature)
          || verifyByCurve(key, content, signature);
    } catch (GeneralSecurityException e) {
      // Bytes that cannot be a signature of this key are invalid.
      return false;
    }
  }

  /**
   * Verifies a signature over plain bytes. For Ed25519, the log accepts only the prehashed variant
   * for these (RFC 8032, Ed25519ph).
   */
  static boolean verifyPlain(PublicKey key, byte[] content, byte[] signature) {
    return verify(key, content, signature)
        || (isEd25519(key) && verifyPrehashed(key, content, signature));
  }

  static boolean isEd25519(PublicKey key) {
    return key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519");
  }

  private static boolean verifyByCurve(PublicKey key, byte[] content, byte[] signature)
      throws GeneralSecurityException {
    if (!(key instanceof ECPublicKey curve)) {
      return false;
    }
    int bits = curve.getParams().getCurve().getField().getFieldSize();
    if (bits <= 256) {
      return false;
    }
    Signature verifier = Signature.getInstance(bits <= 384 ? "SHA384withECDSA" : "SHA512withECDSA");
    verifier.initVerify(key);
    verifier.update(content);
    return verifier.verify(signature);
  }

  private static boolean verifyPrehashed(PublicKey key, byte[] content, byte[] signature) {
    try {
      if (PublicKeyFactory.createKey(key.getEncoded())
          instanceof Ed25519PublicKeyParameters parameters) {
        Ed25519phSigner verifier = new Ed25519phSigner(new byte[0]);
        verifier.init(false, parameters);
        verifier.update(content, 0, content.length);
        return verifier.verifySignature(signature);
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }
}
