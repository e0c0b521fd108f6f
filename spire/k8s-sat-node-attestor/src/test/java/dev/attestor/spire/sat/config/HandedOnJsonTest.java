package dev.attestor.spire.sat.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.hcl.decode.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SPIRE prints a {@code plugin_data} that is written in JSON as HCL before it hands it to a plugin,
 * nested objects as labels. Each {@code .hcl} is what SPIRE's own code (1.13.3, {@code
 * ci/spire/handed}) makes of the {@code .json} beside it.
 */
class HandedOnJsonTest {

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"one-cluster", "clusters", "lists-of-objects"})
  void meansTheSameAsTheJsonThatWasWritten(String name) throws IOException, ConfigException {
    assertThat(read(name + ".hcl")).isEqualTo(read(name + ".json"));
    assertThat(read(name + ".hcl").clusters()).isNotEmpty();
  }

  private static ServerConfig read(String file) throws IOException, ConfigException {
    Path path = Path.of("src/test/resources/handed", file);
    return ServerConfigReader.read(Files.readString(path)).config();
  }
}
