package dev.attestor.spire.sat.server;

import static dev.attestor.spire.sat.server.BadCase.token;

import dev.attestor.spire.sat.TestKeys;
import dev.attestor.spire.sat.TestTokens;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;

/** Well-formed tokens that no key of the cluster has signed. */
final class BadSignatures {

  private static final String UNSIGNED =
      "unable to verify token: it is not signed by any key of its cluster";

  private BadSignatures() {}

  static List<BadCase> all() {
    String good = rsa("RS256");
    String[] parts = good.split("\\.", -1);
    return List.of(
        bad("another RSA key", signed("RS256", TestKeys.OTHER_RSA)),
        bad("another EC key", signed("ES256", TestKeys.OTHER_P256)),
        bad(
            "other claims",
            parts[0] + "." + encoded(TestTokens.legacy("\"a\": 1, ")) + "." + parts[2]),
        bad("no claims", parts[0] + ".." + parts[2]),
        bad(
            "another header",
            encoded("{\"alg\":\"RS256\",\"a\":1}") + "." + parts[1] + "." + parts[2]),
        bad("a signature of one byte", parts[0] + "." + parts[1] + ".AA"),
        bad("a signature of zeros", parts[0] + "." + parts[1] + "." + encoded(new byte[256])),
        bad("a signature of ones", parts[0] + "." + parts[1] + "." + encoded(ones(256))),
        bad(
            "a signature that is cut off",
            parts[0] + "." + parts[1] + "." + parts[2].substring(0, 336)),
        bad("a signature with a zero in front", parts[0] + "." + parts[1] + ".AAAA" + parts[2]),
        bad("RS384 that says RS256", mislabelled("RS256", "RS384", TestKeys.RSA)),
        bad("RS256 that says PS256", mislabelled("PS256", "RS256", TestKeys.RSA)),
        bad("PS256 that says RS256", mislabelled("RS256", "PS256", TestKeys.RSA)),
        bad("ES384 that says ES256", mislabelled("ES256", "ES384", TestKeys.P384)),
        bad("ES256 that says ES384", mislabelled("ES384", "ES256", TestKeys.P256)),
        bad("SHA-384 with P-256 that says ES384", mislabelled("ES384", "ES384", TestKeys.P256)),
        bad("SHA-256 with P-384 that says ES256", mislabelled("ES256", "ES256", TestKeys.P384)),
        bad("ES256 in DER", mislabelled("ES256", "DE256", TestKeys.P256)),
        bad("ES256 with r and s zero", elliptic(new byte[64])),
        bad("ES256 with r and s beyond the order", elliptic(ones(64))),
        bad("a key of its own in the header", header("\"jwk\":" + jwk(TestKeys.OTHER_RSA))),
        bad("a certificate of its own in the header", header("\"x5c\":[\"MIIB\"]")),
        bad("keys of its own elsewhere", header("\"jku\":\"http://127.0.0.1:1/keys\"")),
        bad("a certificate elsewhere", header("\"x5u\":\"http://127.0.0.1:1/cert\"")),
        bad("the ID of a key that did not sign", header("\"kid\":\"" + kubernetesId() + "\"")),
        token("a key of another cluster", "Other", good, UNSIGNED),
        token(
            "an algorithm that no key here has",
            "Other",
            signed("ES256", TestKeys.P256),
            UNSIGNED));
  }

  private static BadCase bad(String name, String token) {
    return token(name, token, UNSIGNED);
  }

  private static String rsa(String algorithm) {
    return signed(algorithm, TestKeys.RSA);
  }

  private static String signed(String algorithm, KeyPair key) {
    return TestTokens.sign(algorithm, key.getPrivate(), TestTokens.LEGACY);
  }

  private static String mislabelled(String label, String algorithm, KeyPair key) {
    return TestTokens.sign(
        "{\"alg\":\"%s\"}".formatted(label), algorithm, key.getPrivate(), TestTokens.LEGACY);
  }

  private static String header(String member) {
    return TestTokens.sign(
        "{\"alg\":\"RS256\",%s}".formatted(member),
        "RS256",
        TestKeys.OTHER_RSA.getPrivate(),
        TestTokens.LEGACY);
  }

  private static String elliptic(byte[] signature) {
    return encoded("{\"alg\":\"ES256\"}")
        + "."
        + encoded(TestTokens.LEGACY)
        + "."
        + encoded(signature);
  }

  private static String jwk(KeyPair key) {
    RSAPublicKey rsa = (RSAPublicKey) key.getPublic();
    byte[] modulus = rsa.getModulus().toByteArray();
    return "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\""
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(java.util.Arrays.copyOfRange(modulus, 1, modulus.length))
        + "\"}";
  }

  private static String kubernetesId() {
    try {
      return encoded(
          java.security.MessageDigest.getInstance("SHA-256")
              .digest(TestKeys.RSA.getPublic().getEncoded()));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] ones(int length) {
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, (byte) 0xff);
    return bytes;
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(byte[] bytes) {
    return TestTokens.encode(bytes);
  }
}
