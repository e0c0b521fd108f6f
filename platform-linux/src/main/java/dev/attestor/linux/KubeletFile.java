package dev.attestor.linux;

import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A kubelet's configuration file, a {@code KubeletConfiguration} in YAML or JSON.
 *
 * @param root its {@code cgroupRoot}; empty if it has none
 * @param driver its {@code cgroupDriver}; empty if it has none that exists
 */
record KubeletFile(Optional<String> root, Optional<CgroupDriver> driver) {

  private static final int MAX_SIZE = 1 << 20;
  private static final KubeletFile EMPTY = new KubeletFile(Optional.empty(), Optional.empty());

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read, or is no such file
   */
  static KubeletFile read(Path file) throws IOException {
    try {
      return parse(SmallFile.text(file, MAX_SIZE));
    } catch (SmallFileException e) {
      throw new IOException("it " + e.predicate(), e);
    }
  }

  static KubeletFile parse(String text) throws IOException {
    try {
      Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
      if (tree == null) {
        return EMPTY;
      }
      if (tree instanceof Map<?, ?> fields) {
        Object root = fields.get("cgroupRoot");
        if (root == null || root instanceof String) {
          return new KubeletFile(
              Optional.ofNullable((String) root).filter(path -> !path.isEmpty()),
              Optional.ofNullable(fields.get("cgroupDriver"))
                  .flatMap(driver -> CgroupDriver.parse(driver.toString())));
        }
        throw new IOException("its cgroupRoot is \"%s\", expected a path".formatted(root));
      }
      throw new IOException("it is not a KubeletConfiguration");
    } catch (YAMLException e) {
      throw new IOException("it is no YAML", e);
    }
  }
}
