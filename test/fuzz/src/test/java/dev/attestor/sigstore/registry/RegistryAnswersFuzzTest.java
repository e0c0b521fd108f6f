package dev.attestor.sigstore.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import dev.attestor.input.json.BadJsonException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a manifest or an index are parsed or rejected. */
class RegistryAnswersFuzzTest {

  static Stream<byte[]> manifests() {
    String digest = "sha256:" + "0a".repeat(32);
    return Seeds.texts(
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":"
            + "{\"mediaType\":\"m\",\"digest\":\""
            + digest
            + "\",\"size\":2},\"layers\":[{\"mediaType\":\"l\","
            + "\"digest\":\""
            + digest
            + "\",\"size\":1e3,\"annotations\":{\"a\":\"b\"}}],\"subject\":{\"digest\":\""
            + digest
            + "\",\"size\":1}}",
        "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"m\",\"artifactType\":\"t\",\"digest\":\""
            + digest
            + "\",\"size\":9223372036854775807}],\"artifactType\":\"a\"}",
        "{\"layers\":[{\"digest\":\"sha512:0\",\"size\":1e400000000}]}");
  }

  @MethodSource("manifests")
  @FuzzTest
  void areReadOrRefused(byte[] content) {
    Growth.check(content, Manifest::parse);
    try {
      Manifest manifest = Manifest.parse(content);
      assertThat(manifest.layers()).allMatch(each -> each.size() >= 0);
      assertThat(manifest.manifests()).allMatch(each -> each.size() >= 0);
    } catch (BadJsonException e) {
      Refusals.check(e);
    }
  }
}
