package dev.attestor.spire.sat;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An accepted token has one spelling: decoding and encoding its parts with the JDK gives the same
 * text, and jose4j can read it. Messages contain nothing of a rejected token.
 */
class CompactTokenFuzzTest {

  static Stream<byte[]> tokens() {
    return Seeds.texts(
        "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJhIn0.AAAA",
        "eyJhbGciOiJFUzI1NiJ9.e30.AA",
        "eyJhbGciOiJub25lIn0.e30.AA",
        "eyJhbGciOiJSUzI1NiIsImNyaXQiOlsiYjY0Il19.e30.AA",
        "eyJhbGciOiJSUzI1NiJ9.e30.AB");
  }

  @MethodSource("tokens")
  @FuzzTest
  void takesOneSpellingOnly(byte[] data) throws JoseException {
    Growth.check(data, bytes -> parse(new String(bytes, StandardCharsets.UTF_8)));
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      parse(text);
    } catch (NodeAttestationException e) {
      Refusals.check(e);
      if (text.length() > 12) {
        Refusals.checkHides(e, text);
      }
      return;
    }
    List<String> parts = List.of(text.split("\\.", -1));
    assertThat(parts).hasSize(3);
    for (String part : parts) {
      byte[] content = Base64.getUrlDecoder().decode(part);
      assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(content)).isEqualTo(part);
    }
    JsonWebSignature reference = new JsonWebSignature();
    reference.setCompactSerialization(text);
    assertThat(reference.getAlgorithmHeaderValue()).matches("[REP]S(256|384|512)");
  }

  private static void parse(String text) throws NodeAttestationException {
    CompactToken.of(ServiceAccountToken.of(text));
  }
}
