package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SPIRE prints a {@code plugin_data} that is written in JSON as HCL before it hands it to a plugin,
 * nested objects as labels. Each {@code .hcl} is what SPIRE's own code (1.13.3, {@code
 * ci/spire/handed}) makes of the {@code .json} beside it.
 */
class HandedOnJsonTest {

  private static final Path CASES = Path.of("src/test/resources/handed");

  static List<String> cases() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.replaceFirst("\\.json$", ""))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void meansTheSameAsTheJsonThatWasWritten(String name) throws IOException, ConfigException {
    Parsed<K8sConfig> written = read(name + ".json");
    Parsed<K8sConfig> handed = read(name + ".hcl");

    assertThat(handed.config()).isEqualTo(written.config());
    assertThat(messages(handed)).isEqualTo(messages(written));
  }

  private static Parsed<K8sConfig> read(String file) throws IOException, ConfigException {
    return Configs.read(Files.readString(CASES.resolve(file)), Map.of("MY_NODE_NAME", "node-1"));
  }

  private static List<String> messages(Parsed<K8sConfig> parsed) {
    return parsed.remarks().stream().map(ConfigProblem::message).sorted().toList();
  }
}
