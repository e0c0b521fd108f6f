package dev.attestor.sigstore.find;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.registry.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The signed content names exactly the digests in the tree of the same JSON. */
class StatementFuzzTest {

  static Stream<byte[]> statements() {
    return Seeds.texts(
        "2{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"p\",\"subject\":"
            + "[{\"digest\":{\"sha256\":\""
            + "0a".repeat(32)
            + "\",\"sha512\":\"x\"}}]}");
  }

  /**
   * The first byte selects the format of the rest: simple signing, an envelope or an in-toto
   * statement.
   */
  @MethodSource("statements")
  @FuzzTest
  void speaksOfTheDigestsOfTheTree(byte[] data) {
    Growth.check(data, StatementFuzzTest::read);
    try {
      Statement statement = read(data);
      assertThat(texts(content(data))).containsAll(hex(statement.digests()));
    } catch (CheckException e) {
      Refusals.check(e);
    }
  }

  private static Statement read(byte[] data) throws CheckException {
    byte[] content = data.length == 0 ? data : Arrays.copyOfRange(data, 1, data.length);
    return switch (data.length == 0 ? '0' : data[0]) {
      case '1' -> Envelope.parse(content).statement();
      case '2' -> Statement.ofInToto(content);
      default -> Statement.ofSimpleSigning(content);
    };
  }

  /** The signed JSON. */
  private static JsonElement content(byte[] data) throws CheckException {
    byte[] content = Arrays.copyOfRange(data, 1, data.length);
    byte[] json = data[0] == '1' ? Envelope.parse(content).payload() : content;
    return JsonParser.parseString(new String(json, StandardCharsets.UTF_8));
  }

  private static Set<String> hex(Set<Digest> digests) {
    Set<String> hex = new HashSet<>();
    digests.forEach(digest -> hex.add(digest.hex()));
    return hex;
  }

  /** All strings of a tree, without the prefix of digests. */
  private static Set<String> texts(JsonElement tree) {
    Set<String> found = new HashSet<>();
    if (tree instanceof JsonObject object) {
      object.asMap().values().forEach(each -> found.addAll(texts(each)));
    } else if (tree.isJsonArray()) {
      tree.getAsJsonArray().forEach(each -> found.addAll(texts(each)));
    } else if (tree.isJsonPrimitive()) {
      found.add(tree.getAsString().replaceFirst("^sha256:", ""));
    }
    return found;
  }
}
