package dev.attestor.core.tls;

import dev.attestor.input.pem.Pem;
import dev.attestor.input.pem.PemBlock;
import dev.attestor.input.pem.PemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Reads private keys from PEM text: PKCS#1, SEC1 and PKCS#8. The only class of the core that needs
 * Bouncy Castle, so that it is loaded only if a key is configured.
 */
public final class PemPrivateKey {

  private PemPrivateKey() {}

  /**
   * Returns the first key in the content of a file, which must match a public key.
   *
   * @throws InvalidKeyException if there is none, it is encrypted or invalid, or it belongs to
   *     another certificate
   */
  public static PrivateKey parse(byte[] content, Path file, PublicKey partner, Path certificate)
      throws InvalidKeyException {
    String misfit =
        "the key in \"%s\" does not fit the certificate in \"%s\"".formatted(file, certificate);
    PrivateKeyInfo info = info(block(content, file), file, partner);
    try {
      KeyFactory factory = KeyFactory.getInstance(partner.getAlgorithm());
      PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
      if (fits(key, partner)) {
        return key;
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new InvalidKeyException(misfit, e);
    }
    throw new InvalidKeyException(misfit);
  }

  private static PemBlock block(byte[] content, Path file) throws InvalidKeyException {
    try {
      return Pem.parse(content).privateKey();
    } catch (PemException e) {
      throw new InvalidKeyException("the file \"%s\" %s".formatted(file, e.getMessage()), e);
    }
  }

  /** PKCS#1 and SEC 1 keys do not have to name their algorithm; the certificate does. */
  private static PrivateKeyInfo info(PemBlock block, Path file, PublicKey partner)
      throws InvalidKeyException {
    try {
      return block.kind().equals("PRIVATE KEY")
          ? PrivateKeyInfo.getInstance(block.content())
          : new PrivateKeyInfo(
              SubjectPublicKeyInfo.getInstance(partner.getEncoded()).getAlgorithm(),
              ASN1Primitive.fromByteArray(block.content()));
    } catch (IOException | RuntimeException e) {
      // The exception's message can quote the key.
      throw new InvalidKeyException("the key in \"%s\" is broken: %s".formatted(file, block));
    }
  }

  private static boolean fits(PrivateKey key, PublicKey partner) throws GeneralSecurityException {
    byte[] probe = "does this key fit".getBytes(StandardCharsets.US_ASCII);
    Signature signature = Signature.getInstance(signatureAlgorithm(partner));
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(partner);
    signature.update(probe);
    return signature.verify(signed);
  }

  private static String signatureAlgorithm(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
