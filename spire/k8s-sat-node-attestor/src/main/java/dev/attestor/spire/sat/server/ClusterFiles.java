package dev.attestor.spire.sat.server;

import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.spire.sat.config.ClusterConfig;
import dev.attestor.spire.sat.config.ClusterFile;
import dev.attestor.spire.sat.config.ServerConfig;
import dev.attestor.spire.sdk.BadConfigurationException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks over all files of a folder of clusters, so that a bad one is known before an agent comes.
 */
final class ClusterFiles {

  /** In the folder, of any kind. */
  private static final int MAX_FILES = 20_000;

  private ClusterFiles() {}

  /**
   * Reads each file, but not the files that they name.
   *
   * @return what is wrong with those that are bad, or have the name of a cluster of {@code
   *     clusters}
   * @throws BadConfigurationException if the folder cannot be read
   */
  static List<String> notes(ServerConfig config) throws BadConfigurationException {
    return config.directory().isPresent()
        ? notes(config.directory().get(), names(config))
        : List.of();
  }

  private static Set<String> names(ServerConfig config) {
    return config.clusters().stream().map(ClusterConfig::name).collect(Collectors.toSet());
  }

  private static List<String> notes(Path folder, Set<String> named)
      throws BadConfigurationException {
    List<String> notes = new ArrayList<>();
    int count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path path : files) {
        if (++count > MAX_FILES) {
          throw new IOException("it holds more than %s files".formatted(MAX_FILES));
        }
        Optional<ClusterFile> file = ClusterFile.of(path);
        if (file.isPresent()) {
          Optional<String> problem =
              named.contains(file.get().name())
                  ? Optional.of("clusters has a cluster of that name, which counts")
                  : problem(file.get());
          problem.ifPresent(what -> notes.add("\"%s\" is not used: %s".formatted(path, what)));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new BadConfigurationException(
          "the clusters_directory \"%s\" cannot be read: %s"
              .formatted(folder, Files.isDirectory(folder) ? e.getMessage() : "it is not a folder"),
          e);
    }
    Collections.sort(notes);
    return notes;
  }

  private static Optional<String> problem(ClusterFile file) {
    try {
      Parsed<ClusterConfig> unused = file.read();
      return Optional.empty();
    } catch (SmallFileException e) {
      return Optional.of("it " + e.predicate());
    } catch (ConfigException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
