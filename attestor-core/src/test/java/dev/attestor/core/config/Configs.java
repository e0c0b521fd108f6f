package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import java.util.List;
import java.util.Map;

/** Reads texts on a node named {@code node-1}, and shows their problems. */
final class Configs {

  private static final Map<String, String> ON_A_NODE = Map.of("MY_NODE_NAME", "node-1");

  private Configs() {}

  static K8sConfig config(String text) throws ConfigException {
    return read(text, ON_A_NODE).config();
  }

  static Parsed<K8sConfig> read(String text, Map<String, String> environment)
      throws ConfigException {
    return new K8sConfigReader(environment::get).read(text);
  }

  /** Warnings and notes of a valid text. */
  static List<String> remarks(String text) throws ConfigException {
    return read(text, ON_A_NODE).remarks().stream().map(ConfigProblem::toString).toList();
  }

  /** All problems of an invalid text. */
  static List<String> problems(String text) {
    return problems(text, ON_A_NODE);
  }

  static List<String> problems(String text, Map<String, String> environment) {
    assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> read(text, environment));
    return catchThrowableOfType(ConfigException.class, () -> read(text, environment))
        .problems()
        .stream()
        .map(ConfigProblem::toString)
        .toList();
  }
}
