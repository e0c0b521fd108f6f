package dev.attestor.core.kubelet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether nobody but root can have written a file, or put another one in its place. */
final class RootsFile {

  private static final int OTHERS_WRITE = 0022;

  /** In a folder with this bit, only its owner and root may remove or rename others' files. */
  private static final int STICKY = 01000;

  private RootsFile() {}

  /** Why the file may be somebody else's; empty if it is root's, and every folder above it. */
  static Optional<String> problem(Path file) {
    try {
      Set<Path> all = new LinkedHashSet<>();
      for (Path start : new Path[] {file.toAbsolutePath(), file.toRealPath()}) {
        for (Path each = start; each != null; each = each.getParent()) {
          all.add(each);
        }
      }
      for (Path each : all) {
        Optional<String> problem = problemOf(each);
        if (problem.isPresent()) {
          return problem;
        }
      }
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.of("the file \"%s\" does not exist".formatted(file));
    } catch (IOException e) {
      return Optional.of("the file \"%s\" cannot be reached: %s".formatted(file, e.getMessage()));
    } catch (UnsupportedOperationException e) {
      return Optional.of(
          "whose file \"%s\" is cannot be told on this system; name it in kubelet_ca_path"
              .formatted(file));
    }
  }

  private static Optional<String> problemOf(Path path) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode");
    if (!Integer.valueOf(0).equals(attributes.get("uid"))) {
      return Optional.of("\"%s\" is not owned by root".formatted(path));
    }
    int mode = attributes.get("mode") instanceof Integer bits ? bits : OTHERS_WRITE;
    boolean writable = (mode & OTHERS_WRITE) != 0;
    boolean guarded = Files.isDirectory(path) && (mode & STICKY) != 0;
    return writable && !guarded
        ? Optional.of("\"%s\" may be written by others than root".formatted(path))
        : Optional.empty();
  }
}
