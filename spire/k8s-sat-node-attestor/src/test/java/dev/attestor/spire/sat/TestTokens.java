package dev.attestor.spire.sat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tokens like those of API servers, and others; signed only with the JDK. */
public final class TestTokens {

  /** The time of the tests. */
  public static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

  public static final String LEGACY =
      "{\"iss\": \"kubernetes/serviceaccount\","
          + " \"kubernetes.io/serviceaccount/namespace\": \"production\","
          + " \"kubernetes.io/serviceaccount/secret.name\": \"spire-agent-token-x7f2p\","
          + " \"kubernetes.io/serviceaccount/service-account.name\": \"spire-agent\","
          + " \"sub\": \"system:serviceaccount:production:spire-agent\"}";

  private TestTokens() {}

  /** Claims of a projected token, with more members in front. */
  public static String projected(String members) {
    return "{"
        + members
        + "\"iss\": \"https://kubernetes.default.svc\", \"kubernetes.io\": {\"namespace\":"
        + " \"production\", \"pod\": {\"name\": \"a\"}, \"serviceaccount\": {\"name\":"
        + " \"spire-agent\", \"uid\": \"u\"}}}";
  }

  /** Claims of a projected token with the members of {@code kubernetes.io} that bind it. */
  public static String bound(String members) {
    return "{\"iss\": \"https://kubernetes.default.svc\", \"kubernetes.io\": {\"namespace\":"
        + " \"production\", \"serviceaccount\": {\"name\": \"spire-agent\"}"
        + (members.isEmpty() ? "" : ", " + members)
        + "}}";
  }

  /** Claims of a legacy token, with more members in front. */
  public static String legacy(String members) {
    return "{" + members + LEGACY.substring(1);
  }

  /** A token with the usual header. */
  public static String sign(String algorithm, PrivateKey key, String claims) {
    return sign("{\"alg\":\"%s\"}".formatted(algorithm), algorithm, key, claims);
  }

  /** A token with any header. */
  public static String sign(String header, String algorithm, PrivateKey key, String claims) {
    return sign(header, algorithm, key, claims.getBytes(StandardCharsets.UTF_8));
  }

  public static String sign(String header, String algorithm, PrivateKey key, byte[] claims) {
    String signed = encode(header.getBytes(StandardCharsets.UTF_8)) + "." + encode(claims);
    return signed + "." + encode(signature(algorithm, key, signed));
  }

  /** A well-formed token with nine bytes as its signature. */
  public static String unsigned(String claims) {
    return Stream.of("{\"alg\":\"RS256\"}", claims, "signature")
        .map(part -> encode(part.getBytes(StandardCharsets.UTF_8)))
        .collect(Collectors.joining("."));
  }

  public static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] signature(String algorithm, PrivateKey key, String text) {
    try {
      Signature signature = signer(algorithm);
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm, e);
    }
  }

  private static Signature signer(String algorithm) throws GeneralSecurityException {
    String bits = algorithm.substring(2);
    return switch (algorithm.substring(0, 2)) {
      case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
      case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
      case "DE" -> Signature.getInstance("SHA" + bits + "withECDSA");
      default -> {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        MGF1ParameterSpec mask = new MGF1ParameterSpec("SHA-" + bits);
        signature.setParameter(
            new PSSParameterSpec("SHA-" + bits, "MGF1", mask, Integer.parseInt(bits) / 8, 1));
        yield signature;
      }
    };
  }

  /** A payload as the agent sends it. */
  public static byte[] payload(String cluster, String token) {
    return "{\"cluster\": \"%s\", \"token\": \"%s\"}"
        .formatted(cluster, token)
        .getBytes(StandardCharsets.UTF_8);
  }
}
