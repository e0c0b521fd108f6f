package dev.attestor.spire.sat.config;

import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file of one cluster, {@code <name>.hcl} or {@code <name>.json}. It holds the keys of a block
 * of {@code clusters}.
 */
public record ClusterFile(String name, Path path) {

  private static final List<String> ENDINGS = List.of(".hcl", ".json");
  private static final int MAX_BYTES = 256 << 10;

  /**
   * The places where the file of a cluster can be; none if a file's name would begin with a dot.
   */
  public static List<ClusterFile> of(Path folder, String name) {
    return ENDINGS.stream()
        .filter(ending -> !isHidden(name))
        .map(ending -> new ClusterFile(name, folder.resolve(name + ending)))
        .toList();
  }

  /** What a file of the folder is; empty if it is none of a cluster. */
  public static Optional<ClusterFile> of(Path path) {
    String file = String.valueOf(path.getFileName());
    return ENDINGS.stream()
        .filter(ending -> file.endsWith(ending) && !isHidden(file))
        .map(ending -> new ClusterFile(file.substring(0, file.length() - ending.length()), path))
        .findFirst();
  }

  /** Such as a file that is still being written. */
  private static boolean isHidden(String file) {
    return file.startsWith(".");
  }

  /**
   * Reads the file as it is now, but not the files that it names.
   *
   * @throws ConfigException with every problem
   * @throws SmallFileException if the file cannot be read
   */
  public Parsed<ClusterConfig> read() throws ConfigException, SmallFileException {
    Problems problems = new Problems();
    Fields fields = Fields.parse(SmallFile.text(path, MAX_BYTES), problems);
    if (!ClusterName.isValid(name)) {
      problems.error(null, ServerConfigReader.invalidName(name));
    }
    ClusterConfig config = new ClusterSection(name, fields, problems).read();
    return new Parsed<>(config, problems.remarks());
  }
}
