package dev.attestor.core.kubelet;

import dev.attestor.core.error.KubeletException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * Private keys from PEM text: PKCS#1, SEC1 and PKCS#8. The only class here that needs Bouncy
 * Castle, so that it is not loaded where no client certificate is configured.
 */
final class PemPrivateKey {

  private PemPrivateKey() {}

  /**
   * The first key of a file's content, which must fit a public key.
   *
   * @throws KubeletException if there is none, it is encrypted or broken, or belongs to another
   *     certificate
   */
  static PrivateKey parse(byte[] content, Path file, PublicKey partner, Path certificate) {
    String misfit =
        "the key in \"%s\" does not fit the certificate in \"%s\"".formatted(file, certificate);
    try {
      PrivateKeyInfo info = firstKey(content, file);
      KeyFactory factory = KeyFactory.getInstance(partner.getAlgorithm());
      PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
      if (!fits(key, partner)) {
        throw problem(misfit);
      }
      return key;
    } catch (IOException e) {
      // Bouncy Castle quotes the file.
      String words = String.valueOf(e.getMessage()).replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
      throw problem("the key in \"%s\" is broken: %s".formatted(file, words), e);
    } catch (GeneralSecurityException e) {
      throw problem(misfit, e);
    }
  }

  private static PrivateKeyInfo firstKey(byte[] content, Path file) throws IOException {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
        if (block instanceof PEMKeyPair pair) {
          return pair.getPrivateKeyInfo();
        }
        if (block instanceof PrivateKeyInfo info) {
          return info;
        }
        if (block instanceof PEMEncryptedKeyPair || block instanceof PKCS8EncryptedPrivateKeyInfo) {
          throw problem(
              "the key in \"%s\" is encrypted; expected one without a password".formatted(file));
        }
      }
    }
    throw problem(
        ("expected a PEM block \"PRIVATE KEY\", \"RSA PRIVATE KEY\" or \"EC PRIVATE KEY\" in \"%s\","
                + " found none")
            .formatted(file));
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

  private static KubeletException problem(String message) {
    return new KubeletException(KubeletException.Kind.CREDENTIALS, message);
  }

  private static KubeletException problem(String message, Exception cause) {
    return new KubeletException(KubeletException.Kind.CREDENTIALS, message, cause);
  }
}
