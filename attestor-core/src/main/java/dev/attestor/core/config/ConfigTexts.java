package dev.attestor.core.config;

import dev.attestor.hcl.decode.ConfigException;
import java.nio.file.Path;

/** Reads files that contain parts of a configuration. */
@FunctionalInterface
public interface ConfigTexts {

  /**
   * The whole text of a file.
   *
   * @throws ConfigException if it cannot be read
   */
  String read(Path file) throws ConfigException;
}
