package dev.attestor.spire.sdk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The file of a Unix socket that never lets a stranger in, not for a moment: it is bound in a
 * folder of our own, gets its owner and mode there, and only then moves to its final name.
 */
final class UnixSocketFile {

  /** What fits into {@code sun_path} with its closing zero. */
  private static final int MAX_BYTES = 107;

  private static final Path SHORT_DIR = Path.of("/tmp");
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_AND_GROUP =
      PosixFilePermissions.fromString("rw-rw----");

  private final Path workshop;
  private final Path path;
  private final Optional<String> group;

  private UnixSocketFile(Path workshop, Path path, Optional<String> group) {
    this.workshop = workshop;
    this.path = path;
    this.group = group;
  }

  /**
   * Picks names in a folder.
   *
   * @param dir empty: the system's folder for temporary files, or {@code /tmp} if that one is too
   *     long
   * @param group may connect as well, by name or number
   * @throws StartRefusedException if the path is too long or the folder cannot be written
   */
  static UnixSocketFile prepare(Optional<Path> dir, Optional<String> group)
      throws StartRefusedException {
    // Whoever guesses it can at worst keep us from starting; a SecureRandom costs time at start.
    String name = "plugin" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
    Path parent =
        dir.orElseGet(
            () -> {
              Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
              return fits(temporary.resolve(name)) ? temporary : SHORT_DIR;
            });
    Path path = parent.resolve(name).toAbsolutePath();
    if (!fits(path)) {
      throw new StartRefusedException(
          "the socket \"%s\" has a path of %s bytes, expected at most %s; choose a shorter PLUGIN_UNIX_SOCKET_DIR"
              .formatted(path, length(path), MAX_BYTES));
    }
    try {
      Path workshop =
          Files.createDirectory(
              parent.toAbsolutePath().resolve(name + "d"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return new UnixSocketFile(workshop, path, group);
    } catch (IOException e) {
      throw new StartRefusedException(
          "no socket can be made in \"%s\": %s".formatted(parent, e), e);
    }
  }

  private static boolean fits(Path path) {
    // The name in the workshop is three bytes longer than the final one.
    return length(path) + 3 <= MAX_BYTES;
  }

  private static int length(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /** Where to bind. */
  Path bindPath() {
    return workshop.resolve("s");
  }

  /** Where it ends up. */
  Path path() {
    return path;
  }

  /** Hands the bound socket over to whom may connect, and moves it to its final name. */
  void publish() throws StartRefusedException {
    try {
      PosixFileAttributeView view =
          Files.getFileAttributeView(bindPath(), PosixFileAttributeView.class);
      if (group.isPresent()) {
        GroupPrincipal principal =
            bindPath()
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByGroupName(group.get());
        view.setGroup(principal);
      }
      view.setPermissions(group.isPresent() ? OWNER_AND_GROUP : OWNER);
      Files.move(bindPath(), path);
      Files.delete(workshop);
    } catch (IOException e) {
      throw new StartRefusedException(
          "the socket \"%s\"%s cannot be handed over: %s"
              .formatted(path, group.map(g -> " for the group \"" + g + "\"").orElse(""), e),
          e);
    }
  }

  /** Removes every trace; a second call does nothing. */
  void delete() {
    for (Path trace : new Path[] {path, bindPath(), workshop}) {
      try {
        Files.deleteIfExists(trace);
      } catch (IOException e) {
        // The process is about to end; what is left is an unused name.
      }
    }
  }
}
