package dev.attestor.spire.sat.key;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.Base64;
import java.util.Set;
import org.jose4j.keys.EllipticCurves;

/**
 * A public key for verification, with its algorithms, RFC 7518 section 3.1.
 *
 * @param id the {@code kid} of the tokens that it verifies
 */
public record VerificationKey(PublicKey key, Set<String> algorithms, String id) {

  /** RFC 7518 section 3.3. */
  private static final int MIN_RSA_BITS = 2048;

  /** Verification with larger keys would be too expensive. */
  private static final int MAX_RSA_BITS = 16384;

  private static final Set<String> RSA =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");

  /** Copies the set. */
  public VerificationKey {
    algorithms = Set.copyOf(algorithms);
  }

  /**
   * Creates a key with the ID that Kubernetes uses: the SHA-256 of its encoding.
   *
   * @throws UnusableKeyException if its type is not supported, or it is too weak or invalid
   */
  public static VerificationKey of(PublicKey key) throws UnusableKeyException {
    return new VerificationKey(key, suiting(key), kubernetesId(key));
  }

  static Set<String> suiting(PublicKey key) throws UnusableKeyException {
    if (key instanceof RSAPublicKey rsa) {
      return suiting(rsa);
    }
    if (key instanceof ECPublicKey ec) {
      return suiting(ec);
    }
    throw new UnusableKeyException(
        "is of the kind \"%s\", expected RSA or EC".formatted(key.getAlgorithm()));
  }

  private static Set<String> suiting(RSAPublicKey key) throws UnusableKeyException {
    int bits = key.getModulus().bitLength();
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
      throw new UnusableKeyException(
          "is RSA of %s bits, expected %s to %s".formatted(bits, MIN_RSA_BITS, MAX_RSA_BITS));
    }
    BigInteger exponent = key.getPublicExponent();
    if (exponent.compareTo(BigInteger.TWO) <= 0
        || !exponent.testBit(0)
        || exponent.bitLength() > 64) {
      throw new UnusableKeyException(
          "is RSA with the exponent %s, expected an odd one of at most 64 bits above 2"
              .formatted(exponent));
    }
    return RSA;
  }

  private static Set<String> suiting(ECPublicKey key) throws UnusableKeyException {
    EllipticCurve curve = key.getParams().getCurve();
    String name = String.valueOf(EllipticCurves.getName(curve));
    String algorithm =
        switch (name) {
          case "P-256" -> "ES256";
          case "P-384" -> "ES384";
          case "P-521" -> "ES512";
          default ->
              throw new UnusableKeyException("is EC on another curve than P-256, P-384 and P-521");
        };
    if (!isOn(curve, key.getW())) {
      throw new UnusableKeyException("is EC with a point that is not on the curve " + name);
    }
    return Set.of(algorithm);
  }

  /** y^2 = x^3 + ax + b, the first check of SEC 1 section 3.2.2.1. */
  private static boolean isOn(EllipticCurve curve, ECPoint point) {
    if (point.equals(ECPoint.POINT_INFINITY) || !(curve.getField() instanceof ECFieldFp field)) {
      return false;
    }
    BigInteger p = field.getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    BigInteger right = x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB());
    return x.signum() >= 0
        && x.compareTo(p) < 0
        && y.signum() >= 0
        && y.compareTo(p) < 0
        && y.multiply(y).subtract(right).mod(p).signum() == 0;
  }

  private static String kubernetesId(PublicKey key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
