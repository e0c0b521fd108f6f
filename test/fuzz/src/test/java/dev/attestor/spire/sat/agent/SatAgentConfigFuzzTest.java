package dev.attestor.spire.sat.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import dev.attestor.hcl.decode.ConfigException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text names a cluster and a file with a token, or has problems. */
class SatAgentConfigFuzzTest {

  private static final Path USUAL = Path.of("/var/run/secrets/token");
  private static final Path PROJECTED = Path.of("/var/run/secrets/tokens/spire-agent");

  static Stream<byte[]> texts() {
    return Seeds.texts(
        "cluster = \"MyCluster\"\n",
        "cluster = \"a\"\ntoken_path = \"/t\"\n",
        "{\"cluster\": \"a\", \"token_path\": null}",
        "cluster = \"a\"\naudience = [\"spire-server\"]\n",
        "cluster = \"\"\ntoken = \"/t\"");
  }

  @MethodSource("texts")
  @FuzzTest
  void givesAConfigurationOrProblems(byte[] data) {
    Growth.check(data, bytes -> read(new String(bytes, StandardCharsets.UTF_8)));
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      SatAgentConfig config = read(text);
      Refusals.checkRemarks(config.remarks());
      assertThat(config.cluster()).isNotEmpty();
      // With a backslash, a quoted key can be spelled in other ways.
      if (!text.toLowerCase(Locale.ROOT).contains("token_path") && text.indexOf('\\') < 0) {
        assertThat(config.tokenFile()).isEqualTo(config.audience().isEmpty() ? USUAL : PROJECTED);
      }
    } catch (ConfigException e) {
      Refusals.checkProblems(e);
    }
  }

  private static SatAgentConfig read(String text) throws ConfigException {
    return SatAgentConfig.read(text, USUAL, PROJECTED);
  }
}
