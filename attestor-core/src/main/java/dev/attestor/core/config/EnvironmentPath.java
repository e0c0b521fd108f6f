package dev.attestor.core.config;

import dev.attestor.hcl.decode.Problems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Paths from environment variables; an empty variable counts as not set. */
final class EnvironmentPath {

  private EnvironmentPath() {}

  static Optional<Path> read(Environment environment, Problems problems, String variable) {
    String value = environment.get(variable);
    if (value == null || value.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(value));
    } catch (InvalidPathException e) {
      problems.error(
          null,
          "the environment variable %s is \"%s\", expected a path".formatted(variable, value));
      return Optional.empty();
    }
  }
}
