package dev.attestor.spire.sat.server;

import static dev.attestor.spire.sat.server.BadCase.token;

import dev.attestor.spire.sat.TestKeys;
import dev.attestor.spire.sat.TestTokens;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;

/** Tokens with an invalid form or header, even if their signature is valid. */
final class BadForms {

  private static final PrivateKey RSA = TestKeys.RSA.getPrivate();
  private static final String GOOD = TestTokens.sign("RS256", RSA, TestTokens.LEGACY);
  private static final String FORM =
      "unable to parse token: expected three parts of base64url with a dot between them";
  private static final String NO_OBJECT = "unable to parse token: its header is not a JSON object";
  private static final String EXTENSIONS =
      "unable to parse token: its header asks for extensions, expected none";
  private static final String ALGORITHMS =
      ", expected one of ES256, ES384, ES512, PS256, PS384, PS512, RS256, RS384, RS512";
  private static final String UNKNOWN =
      "unable to parse token: it has no known algorithm" + ALGORITHMS;

  private BadForms() {}

  static List<BadCase> all() {
    List<BadCase> cases = new ArrayList<>(forms());
    cases.addAll(headers());
    return cases;
  }

  private static List<BadCase> forms() {
    String[] parts = GOOD.split("\\.", -1);
    return List.of(
        token("one part", parts[0], FORM),
        token("two parts", parts[0] + "." + parts[1], FORM),
        token("four parts", GOOD + "." + parts[2], FORM),
        token("an empty fourth part", GOOD + ".", FORM),
        token("five parts, as encrypted tokens have", GOOD + ".e.f", FORM),
        token("no header", "." + parts[1] + "." + parts[2], FORM),
        token("no signature", parts[0] + "." + parts[1] + ".", FORM),
        token("dots alone", "..", FORM),
        token("JSON serialization", "{'payload':'" + parts[1] + "'}", FORM),
        token("padding", parts[0] + "=." + parts[1] + "." + parts[2], FORM),
        token("the other base64", parts[0] + "." + parts[1] + ".a+/b", FORM),
        token("a percent sign", parts[0] + "." + parts[1] + "." + parts[2] + "%3d", FORM),
        token("a part of an impossible length", parts[0] + ".AAAAA." + parts[2], FORM),
        token(
            "a second spelling of the header",
            "eyJhbGciOiJSUzI1NiIgfR." + parts[1] + "." + parts[2],
            FORM),
        token("a second spelling of the signature", secondSpelling(), FORM),
        token("padded claims", parts[0] + "." + parts[1] + "=." + parts[2], FORM),
        token("a padded signature", GOOD + "==", FORM),
        token("JSON behind the header", "eyJhbGciOiJSUzI1NiJ9IA==." + parts[1] + ".AA", FORM));
  }

  /** The last character of 256 bytes encodes four bits and four zero bits. */
  private static String secondSpelling() {
    char last = GOOD.charAt(GOOD.length() - 1);
    return GOOD.substring(0, GOOD.length() - 1) + (char) (last + 1);
  }

  private static List<BadCase> headers() {
    return List.of(
        header("a header that is no JSON", "hello", NO_OBJECT),
        header("a header that is a list", "[]", NO_OBJECT),
        header("a header that is empty", " ", NO_OBJECT),
        header("alg twice", "{\"alg\":\"none\",\"alg\":\"RS256\"}", NO_OBJECT),
        header("a header of no end", "{\"a\":" + "[".repeat(20_000), NO_OBJECT),
        header("no alg", "{\"typ\":\"JWT\"}", UNKNOWN),
        header("alg is null", "{\"alg\":null}", UNKNOWN),
        header("alg is a number", "{\"alg\":256}", UNKNOWN),
        header("alg is a list", "{\"alg\":[\"RS256\"]}", UNKNOWN),
        header("alg in small letters", "{\"alg\":\"rs256\"}", UNKNOWN),
        header("alg with a blank", "{\"alg\":\"RS256 \"}", UNKNOWN),
        header("alg None", "{\"alg\":\"None\"}", UNKNOWN),
        header("alg RS1", "{\"alg\":\"RS1\"}", UNKNOWN),
        header("alg of encryption", "{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}", UNKNOWN),
        header("alg of 50 KB", "{\"alg\":\"" + "R".repeat(40_000) + "\"}", UNKNOWN),
        header("alg none", "{\"alg\":\"none\"}", refused("none")),
        header("alg HS256", "{\"alg\":\"HS256\"}", refused("HS256")),
        header("alg HS512", "{\"alg\":\"HS512\"}", refused("HS512")),
        header("alg EdDSA", "{\"alg\":\"EdDSA\"}", refused("EdDSA")),
        header("alg ES256K", "{\"alg\":\"ES256K\"}", refused("ES256K")),
        header(
            "critical extensions", "{\"alg\":\"RS256\",\"crit\":[\"exp\"],\"exp\":1}", EXTENSIONS),
        header("a payload that is not encoded", "{\"alg\":\"RS256\",\"b64\":false}", EXTENSIONS),
        header("both of them", "{\"alg\":\"RS256\",\"b64\":false,\"crit\":[\"b64\"]}", EXTENSIONS));
  }

  private static String refused(String algorithm) {
    return "unable to parse token: it has the algorithm \"%s\"".formatted(algorithm) + ALGORITHMS;
  }

  private static BadCase header(String name, String header, String message) {
    String token =
        TestTokens.sign(header, "RS256", RSA, TestTokens.LEGACY.getBytes(StandardCharsets.UTF_8));
    return token(name, token, message);
  }
}
