package dev.attestor.spire.sdk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The file of a Unix socket that is never accessible to others, not even for a moment. It is bound
 * in a private folder, gets its owner and mode there, and is then moved to its final path.
 */
final class UnixSocketFile {

  /** The capacity of {@code sun_path}, without the terminating zero. */
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
   * Chooses paths in a folder.
   *
   * @param dir if empty, the system's folder for temporary files or, if that path is too long or
   *     not writable, as in read-only containers, another folder that usually is
   * @param group name or ID of a group that may connect as well
   * @throws StartRefusedException if the path is too long or the folder is not writable
   */
  static UnixSocketFile prepare(Optional<Path> dir, Optional<String> group)
      throws StartRefusedException {
    return prepare(
        dir.isPresent()
            ? List.of(dir.get())
            : List.of(
                Path.of(System.getProperty("java.io.tmpdir", "/tmp")),
                SHORT_DIR,
                Path.of("/dev/shm"),
                Path.of("/var/tmp")),
        group);
  }

  /** The first of the folders that can be used. */
  static UnixSocketFile prepare(List<Path> dirs, Optional<String> group)
      throws StartRefusedException {
    StartRefusedException first = null;
    for (Path dir : dirs) {
      try {
        return in(dir, group);
      } catch (StartRefusedException e) {
        first = first == null ? e : first;
      }
    }
    throw first == null ? new StartRefusedException("there is no folder for a socket") : first;
  }

  private static UnixSocketFile in(Path parent, Optional<String> group)
      throws StartRefusedException {
    // Guessing it can at worst prevent the start, and a SecureRandom would slow the start down.
    String name = "plugin" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
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
          "no socket can be made in \"%s\": %s; set PLUGIN_UNIX_SOCKET_DIR to a folder that this account may write"
              .formatted(parent, e),
          e);
    }
  }

  private static boolean fits(Path path) {
    // The path in the private folder is three bytes longer than the final one.
    return length(path) + 3 <= MAX_BYTES;
  }

  private static int length(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /** The path to bind. */
  Path bindPath() {
    return workshop.resolve("s");
  }

  /** The final path. */
  Path path() {
    return path;
  }

  /** Gives the bound socket to the group, and moves it to its final path. */
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

  /** Deletes all files; a second call does nothing. */
  void delete() {
    for (Path trace : new Path[] {path, bindPath(), workshop}) {
      try {
        Files.deleteIfExists(trace);
      } catch (IOException e) {
        // The process is about to end; at worst an unused file stays.
      }
    }
  }
}
