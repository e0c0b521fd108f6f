package dev.attestor.spire.sat.key;

import dev.attestor.input.pem.Pem;
import dev.attestor.input.pem.PemBlock;
import dev.attestor.input.pem.PemException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Reads keys from PEM text, RFC 7468: certificates, PKCS#1 and PKIX. */
final class PemKeys {

  private static final String EXPECTED =
      "expected \"CERTIFICATE\", \"RSA PUBLIC KEY\" or \"PUBLIC KEY\"";

  private PemKeys() {}

  /**
   * Returns all usable keys of a text, possibly none. The others are listed in the remarks.
   *
   * @throws KeyFileException if the text is not PEM, or a block is invalid
   */
  static KeySet parse(byte[] pem) throws KeyFileException {
    List<VerificationKey> keys = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    for (PemBlock block : blocks(pem)) {
      try {
        read(block, keys, remarks);
      } catch (GeneralSecurityException | RuntimeException e) {
        // Bouncy Castle also throws runtime exceptions for invalid input.
        throw new KeyFileException("its PEM block %s is broken".formatted(block));
      }
    }
    return new KeySet(keys, remarks);
  }

  private static List<PemBlock> blocks(byte[] pem) throws KeyFileException {
    try {
      return Pem.parse(pem).blocks();
    } catch (PemException e) {
      throw new KeyFileException("it " + e.getMessage());
    }
  }

  private static void read(PemBlock block, List<VerificationKey> keys, List<String> remarks)
      throws GeneralSecurityException {
    String name = "PEM block %s".formatted(block);
    byte[] content = block.content();
    try {
      switch (block.kind()) {
        case "CERTIFICATE" -> keys.add(VerificationKey.of(block.certificate().getPublicKey()));
        case "RSA PUBLIC KEY" -> keys.add(VerificationKey.of(pkcs1(content)));
        case "PUBLIC KEY" -> keys.add(VerificationKey.of(pkix(content)));
        default -> remarks.add("%s is skipped, %s".formatted(name, EXPECTED));
      }
    } catch (PemException e) {
      throw new GeneralSecurityException(e);
    } catch (UnusableKeyException e) {
      remarks.add("%s is skipped: it %s".formatted(name, e.getMessage()));
    }
  }

  private static PublicKey pkcs1(byte[] content) throws GeneralSecurityException {
    RSAPublicKey key = RSAPublicKey.getInstance(content);
    return KeyFactory.getInstance("RSA")
        .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
  }

  private static PublicKey pkix(byte[] content)
      throws GeneralSecurityException, UnusableKeyException {
    String kind = SubjectPublicKeyInfo.getInstance(content).getAlgorithm().getAlgorithm().getId();
    if (kind.equals(PKCSObjectIdentifiers.rsaEncryption.getId())) {
      return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(content));
    }
    if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey.getId())) {
      return elliptic(content);
    }
    throw new UnusableKeyException("is of the kind %s, expected RSA or EC".formatted(kind));
  }

  /** The JDK supports only common curves, and reports others like an invalid key. */
  private static PublicKey elliptic(byte[] content)
      throws GeneralSecurityException, UnusableKeyException {
    try {
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(content));
    } catch (GeneralSecurityException e) {
      throw new UnusableKeyException("is EC on an unknown curve, or broken");
    }
  }
}
