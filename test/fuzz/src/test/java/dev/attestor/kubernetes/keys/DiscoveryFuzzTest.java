package dev.attestor.kubernetes.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A discovery document names the issuer and the key set that the tree of the same JSON names. */
class DiscoveryFuzzTest {

  private static final URI PLACE = URI.create("https://i/.well-known/openid-configuration");

  static Stream<byte[]> documents() {
    return Seeds.texts(
        "{\"issuer\":\"https://i\",\"jwks_uri\":\"https://i/openid/v1/jwks\","
            + "\"response_types_supported\":[\"id_token\"],\"subject_types_supported\":[\"public\"],"
            + "\"id_token_signing_alg_values_supported\":[\"RS256\"]}",
        "{\"issuer\":\"a\",\"issuer\":\"b\",\"jwks_uri\":{}}",
        "{\"jwks_uri\":\"\\u0000\",\"x\":[[[{}]]],\"issuer\":\"\"}");
  }

  @MethodSource("documents")
  @FuzzTest
  void namesWhatTheTreeNames(byte[] document) {
    Growth.check(document, DiscoveryFuzzTest::parse);
    Discovery discovery;
    try {
      discovery = parse(document);
    } catch (KeyPublisherException e) {
      Refusals.check(e);
      return;
    }
    JsonObject tree =
        JsonParser.parseString(new String(document, StandardCharsets.UTF_8)).getAsJsonObject();
    assertThat(discovery)
        .isEqualTo(
            new Discovery(tree.get("issuer").getAsString(), tree.get("jwks_uri").getAsString()));
  }

  private static Discovery parse(byte[] document) throws KeyPublisherException {
    return Discovery.parse(PLACE, new String(document, StandardCharsets.UTF_8));
  }
}
