package dev.attestor.spire.sat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Keys like those of clusters, generated in each run. */
public final class TestKeys {

  public static final KeyPair RSA = rsa(2048);
  public static final KeyPair OTHER_RSA = rsa(2048);
  public static final KeyPair P256 = elliptic("secp256r1");
  public static final KeyPair OTHER_P256 = elliptic("secp256r1");
  public static final KeyPair P384 = elliptic("secp384r1");
  public static final KeyPair P521 = elliptic("secp521r1");

  private TestKeys() {}

  public static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair elliptic(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A block {@code PUBLIC KEY}. */
  public static String pem(KeyPair pair) {
    return pem("PUBLIC KEY", pair.getPublic().getEncoded());
  }

  public static String pem(String type, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), type);
  }
}
