package dev.attestor.spire.sat;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An agent's data stays the same when it is parsed, printed and parsed again; or it is rejected.
 */
class AttestationDataFuzzTest {

  static Stream<byte[]> payloads() {
    return Seeds.texts(
        "{\"cluster\":\"c\",\"token\":\"a.b.c\"}",
        "{\"x\":[{}],\"token\":\"\\u0061\",\"cluster\":\"\\ud83d\\ude00\"}");
  }

  @MethodSource("payloads")
  @FuzzTest
  void staysTheSameWhenWrittenAndReadAgain(byte[] payload) throws NodeAttestationException {
    Growth.check(payload, AttestationData::parse);
    AttestationData data;
    try {
      data = AttestationData.parse(payload);
    } catch (NodeAttestationException e) {
      Refusals.check(e);
      return;
    }
    AttestationData again = AttestationData.parse(data.toJson());
    assertThat(again.cluster()).isEqualTo(data.cluster());
    assertThat(again.token().reveal()).isEqualTo(data.token().reveal());
    assertThat(data.toString()).doesNotContain("\"" + data.token().reveal() + "\"");
  }
}
