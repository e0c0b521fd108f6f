package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The list of the Host Compute Service gives the IDs in its tree, or is rejected. */
class ComputeSystemsFuzzTest {

  static Stream<byte[]> lists() {
    return Seeds.texts(
        "[]", "[{\"Id\":\"a\",\"SystemType\":\"Container\"},{\"State\":{},\"Id\":\"b\"}]", "[{}]");
  }

  @MethodSource("lists")
  @FuzzTest
  void givesTheIdsOfTheTree(byte[] data) {
    Growth.check(data, bytes -> ComputeSystems.parse(new String(bytes, StandardCharsets.UTF_8)));
    String json = new String(data, StandardCharsets.UTF_8);
    List<ContainerId> ids;
    try {
      ids = ComputeSystems.parse(json);
    } catch (ComputeSystems.MalformedAnswerException e) {
      Refusals.check(e);
      return;
    }
    List<ContainerId> expected = new ArrayList<>();
    for (JsonElement each : JsonParser.parseString(json).getAsJsonArray()) {
      expected.add(new ContainerId(each.getAsJsonObject().get("Id").getAsString()));
    }
    assertThat(ids).isEqualTo(expected);
  }
}
