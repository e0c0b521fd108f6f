package dev.attestor.sigstore.find;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.registry.Descriptor;
import dev.attestor.sigstore.registry.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Any annotations of a cosign layer are parsed or rejected. */
class CosignLayerFuzzTest {

  private static final byte[] PAYLOAD =
      ("{\"critical\":{\"type\":\"cosign container image signature\",\"image\":"
              + "{\"docker-manifest-digest\":\"sha256:"
              + "0a".repeat(32)
              + "\"},\"identity\":{}}}")
          .getBytes(StandardCharsets.UTF_8);

  @FuzzTest
  void isReadOrRefused(byte[] annotations) {
    Growth.check(annotations, CosignLayerFuzzTest::read);
    try {
      Candidate.Read read = read(annotations);
      assertThat(read.claim().certificate()).isNotNull();
      assertThat(read.claim().digests()).containsExactly(new Digest("0a".repeat(32)));
    } catch (BadJsonException e) {
      // The manifest's reader rejects this; see RegistryAnswersFuzzTest.
    } catch (CheckException e) {
      Refusals.check(e);
    }
  }

  private static Candidate.Read read(byte[] annotations) throws CheckException, BadJsonException {
    String json = "{\"a\":" + new String(annotations, StandardCharsets.UTF_8) + "}";
    Map<String, String> texts = Json.texts(Json.object(json), "a");
    Descriptor layer =
        new Descriptor("application/json", Digest.of(PAYLOAD), PAYLOAD.length, "", texts);
    return new CosignLayer(blob -> PAYLOAD, "signature 1", Candidate.Purpose.SIGNATURE, layer)
        .read();
  }
}
