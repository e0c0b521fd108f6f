package dev.attestor.spire.sat.key;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A key set gives keys that are strong enough and match their algorithms, and clean remarks. */
class JsonWebKeysFuzzTest {

  static Stream<byte[]> sets() {
    String n = "uAAA".repeat(86);
    return Seeds.texts(
        "{\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\""
            + n
            + "\",\"alg\":\"RS256\",\"use\":\"sig\",\"kid\":\"a\"}]}",
        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY\","
            + "\"y\":\"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU\",\"key_ops\":[\"verify\"]}]}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"},{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"},{}]}");
  }

  @MethodSource("sets")
  @FuzzTest
  void giveUsableKeys(byte[] set) {
    Growth.check(set, bytes -> JsonWebKeys.parse(new String(bytes, StandardCharsets.UTF_8)));
    try {
      KeyAssertions.check(JsonWebKeys.parse(new String(set, StandardCharsets.UTF_8)));
    } catch (KeyFileException e) {
      Refusals.check(e);
    }
  }
}
