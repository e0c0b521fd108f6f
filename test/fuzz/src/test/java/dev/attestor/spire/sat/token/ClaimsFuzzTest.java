package dev.attestor.spire.sat.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.ServiceAccount;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Claims name the account in the tree of the same JSON, in one of its two places. */
class ClaimsFuzzTest {

  static Stream<byte[]> claims() {
    return Seeds.texts(
        "{\"iss\":\"kubernetes/serviceaccount\",\"kubernetes.io/serviceaccount/namespace\":\"n\","
            + "\"kubernetes.io/serviceaccount/service-account.name\":\"a\",\"sub\":\"system:serviceaccount:n:a\"}",
        "{\"aud\":[\"a\",\"b\"],\"exp\":1700000000,\"nbf\":1.5e9,\"iss\":\"https://i\","
            + "\"kubernetes.io\":{\"namespace\":\"n\",\"serviceaccount\":{\"name\":\"a\",\"uid\":\"u\"}}}",
        "{\"kubernetes.io\":{\"namespace\":\"n\",\"node\":{\"name\":\"w\",\"uid\":\"u\"},"
            + "\"pod\":{\"name\":\"p\",\"uid\":\"v\"},\"serviceaccount\":{\"name\":\"a\"}}}",
        "{\"aud\":\"a\",\"exp\":\"x\"}");
  }

  @MethodSource("claims")
  @FuzzTest
  void nameTheAccountOfTheTree(byte[] payload) {
    Growth.check(payload, bytes -> ClaimsReader.read(bytes, true));
    ServiceAccount account;
    try {
      account = ClaimsReader.read(payload, false).account();
    } catch (NodeAttestationException e) {
      Refusals.check(e);
      return;
    }
    JsonObject tree =
        JsonParser.parseString(new String(payload, StandardCharsets.UTF_8)).getAsJsonObject();
    String legacyNamespace = text(tree, "kubernetes.io/serviceaccount/namespace");
    String legacyName = text(tree, "kubernetes.io/serviceaccount/service-account.name");
    JsonObject projected = child(tree, "kubernetes.io");
    assertThat(account.namespace()).isEqualTo(legacyNamespace + text(projected, "namespace"));
    assertThat(account.name())
        .isEqualTo(legacyName + text(child(projected, "serviceaccount"), "name"));
  }

  private static JsonObject child(JsonObject parent, String key) {
    return parent.has(key) ? parent.getAsJsonObject(key) : new JsonObject();
  }

  /** Empty if it is missing: then it is in the other place, because both together are rejected. */
  private static String text(JsonObject parent, String key) {
    return parent.has(key) ? parent.get(key).getAsString() : "";
  }
}
