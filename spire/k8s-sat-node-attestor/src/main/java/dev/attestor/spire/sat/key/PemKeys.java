package dev.attestor.spire.sat.key;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Keys from PEM text, RFC 7468: certificates, PKCS#1 and PKIX. */
final class PemKeys {

  private static final String EXPECTED =
      "expected \"CERTIFICATE\", \"RSA PUBLIC KEY\" or \"PUBLIC KEY\"";

  private PemKeys() {}

  /**
   * All keys of a text that can be used; may be none. The others are in the remarks.
   *
   * @throws KeyFileException if it is no PEM, or one of its blocks is broken
   */
  static KeySet parse(String text) throws KeyFileException {
    List<VerificationKey> keys = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    int number = 0;
    try (PemReader blocks = new PemReader(new StringReader(text))) {
      for (PemObject block = blocks.readPemObject();
          block != null;
          block = blocks.readPemObject()) {
        number++;
        read(block, number, keys, remarks);
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // Bouncy Castle tells broken input by runtime exceptions as well.
      throw new KeyFileException("PEM block %s is broken".formatted(Math.max(1, number)));
    }
    return new KeySet(keys, remarks);
  }

  private static void read(
      PemObject block, int number, List<VerificationKey> keys, List<String> remarks)
      throws IOException, GeneralSecurityException {
    String name = "PEM block %s, \"%s\",".formatted(number, block.getType());
    byte[] content = block.getContent();
    try {
      switch (block.getType()) {
        case "CERTIFICATE" -> keys.add(VerificationKey.of(certified(content)));
        case "RSA PUBLIC KEY" -> keys.add(VerificationKey.of(pkcs1(content)));
        case "PUBLIC KEY" -> keys.add(VerificationKey.of(pkix(content)));
        default -> remarks.add("%s is passed over, %s".formatted(name, EXPECTED));
      }
    } catch (UnusableKeyException e) {
      remarks.add("%s is passed over: it %s".formatted(name, e.getMessage()));
    }
  }

  private static PublicKey certified(byte[] content) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(content))
        .getPublicKey();
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

  /** The JDK knows no other curves than those in use, and says so as if the key were broken. */
  private static PublicKey elliptic(byte[] content)
      throws GeneralSecurityException, UnusableKeyException {
    try {
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(content));
    } catch (GeneralSecurityException e) {
      throw new UnusableKeyException("is EC on an unknown curve, or broken");
    }
  }
}
