package dev.attestor.licences;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * The Java runtime of a package.
 *
 * @param version the Java version
 * @param modules its modules
 */
record JavaRuntime(String version, List<String> modules) {

  JavaRuntime {
    modules = List.copyOf(modules);
  }

  /**
   * Reads the file {@code release} in its folder.
   *
   * @throws IOException if it cannot be read or is incomplete
   */
  static JavaRuntime read(Path folder) throws IOException {
    Path release = folder.resolve("release");
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    }
    return new JavaRuntime(
        value(release, properties, "JAVA_VERSION"),
        List.of(value(release, properties, "MODULES").split(" ", -1)));
  }

  /** The runtime as a component. */
  Component component() {
    return new Component("openjdk:runtime", version, "GPL-2.0-only WITH Classpath-exception-2.0");
  }

  private static String value(Path file, Properties properties, String key) throws IOException {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IOException("%s has no %s".formatted(file, key));
    }
    return value.replace("\"", "");
  }
}
