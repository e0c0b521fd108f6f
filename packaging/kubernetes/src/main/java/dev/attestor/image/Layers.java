package dev.attestor.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Arranges the files of a folder in layers. Files that rarely change come first, so that nodes with
 * an older image download little.
 */
final class Layers {

  private enum Part {
    RUNTIME,
    LIBRARIES,
    PROGRAM
  }

  private static final FilePermissions ALL = FilePermissions.fromOctalString("777");
  private static final FilePermissions EXECUTABLE = FilePermissions.fromOctalString("755");
  private static final FilePermissions PLAIN = FilePermissions.fromOctalString("644");

  private final String ourJars;
  private final Instant time;

  /**
   * Creates layers for a version.
   *
   * @param time the time of every file
   */
  Layers(String version, Instant time) {
    this.ourJars = "-" + version + ".jar";
    this.time = time;
  }

  /**
   * Returns the layers of all files below a folder, owned by root. Of the permissions, only
   * "executable" is kept.
   */
  List<FileEntriesLayer> of(Path root) throws IOException {
    Map<Part, FileEntriesLayer.Builder> layers = new EnumMap<>(Part.class);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted().filter(file -> !file.equals(root)).toList()) {
        String path = "/" + root.relativize(file).toString().replace('\\', '/');
        layers
            .computeIfAbsent(partOf(path), part -> FileEntriesLayer.builder().setName(part.name()))
            .addEntry(file, AbsoluteUnixPath.get(path), permissions(file, path), time);
      }
    }
    return layers.values().stream().map(FileEntriesLayer.Builder::build).toList();
  }

  private Part partOf(String path) {
    // The class cache contains our classes.
    if (path.contains("/runtime/") && !path.endsWith(".aot") && !path.endsWith(".jsa")) {
      return Part.RUNTIME;
    }
    return path.endsWith(".jar") && !path.endsWith(ourJars) ? Part.LIBRARIES : Part.PROGRAM;
  }

  private static FilePermissions permissions(Path file, String path) {
    if (path.equals("/tmp")) {
      return ALL;
    }
    return Files.isExecutable(file) ? EXECUTABLE : PLAIN;
  }
}
