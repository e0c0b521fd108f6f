package dev.attestor.core.config;

import dev.attestor.hcl.decode.ConfigException;
import java.nio.file.Path;

/** Reads the files that a configuration has for parts of itself. */
@FunctionalInterface
public interface ConfigTexts {

  /**
   * The whole text of a file.
   *
   * @throws ConfigException if there is none that can be read
   */
  String read(Path file) throws ConfigException;
}
