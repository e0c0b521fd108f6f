package dev.attestor.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The folder with {@code bin}, {@code lib} and {@code runtime} that this program runs from. */
record Installation(Path home) {

  /** The list of digests, written by the build; each line has 64 digits, two spaces and a name. */
  private static final String DIGESTS = "SHA256SUMS";

  private static final int NAME_AT = 66;

  /** The folders that the list covers. */
  private static final List<String> FOLDERS = List.of("bin", "lib", "runtime", "share");

  private static final String UNFINISHED = ".new";

  /**
   * The installation of this program.
   *
   * @throws IOException if it does not run from an installation
   */
  static Installation here() throws IOException {
    try {
      Path jar =
          Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path lib = jar.getParent();
      if (lib != null && lib.getParent() != null && Files.exists(lib.resolveSibling(DIGESTS))) {
        return new Installation(lib.getParent());
      }
      throw new IOException(
          "\"%s\" is not in the lib folder of an installation, with %s beside it"
              .formatted(jar, DIGESTS));
    } catch (URISyntaxException e) {
      throw new IOException("the program lies at no path", e);
    }
  }

  /**
   * Copies exactly the files in {@code SHA256SUMS}, with their permissions and times, on which the
   * class cache depends. Each file is replaced atomically. Files of an earlier installation are
   * removed.
   *
   * @throws IOException if a file cannot be copied, the copy differs from the list, or the target
   *     contains files that do not belong to an earlier installation
   */
  Installation copyTo(Path target) throws IOException {
    Path from = home.toRealPath();
    Files.createDirectories(target);
    if (target.toRealPath().startsWith(from) || from.startsWith(target.toRealPath())) {
      throw new IOException(
          "\"%s\" and \"%s\" lie in each other, expected two separate folders"
              .formatted(from, target));
    }
    Installation copied = new Installation(target);
    List<Path> former = copied.formerFiles(from);
    for (String name : listed()) {
      replace(from.resolve(name), target.resolve(name));
    }
    replace(from.resolve(DIGESTS), target.resolve(DIGESTS));
    for (Path file : former) {
      // An unfinished copy may become complete now.
      Files.deleteIfExists(file);
    }
    copied.verify();
    return copied;
  }

  /**
   * The files of an earlier or unfinished installation that are not part of this one.
   *
   * @throws IOException if there are any other files, which somebody may have planted to be
   *     executed
   */
  private List<Path> formerFiles(Path from) throws IOException {
    Set<String> current = Set.copyOf(new Installation(from).listed());
    Set<String> known = new HashSet<>(current);
    List<Path> former = new ArrayList<>();
    if (Files.exists(home.resolve(DIGESTS))) {
      known.addAll(listed());
    }
    for (Path file : files()) {
      String name = name(file);
      if (!known.contains(name) && !known.contains(finished(file))) {
        throw new IOException(
            "\"%s\" is no file of Attestor's, expected an empty folder or an earlier installation"
                .formatted(file));
      }
      if (!current.contains(name)) {
        former.add(file);
      }
    }
    return former;
  }

  /** The final name of a file whose copy is unfinished. */
  private String finished(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(".") && name.endsWith(UNFINISHED)
        ? name(file.resolveSibling(name.substring(1, name.length() - UNFINISHED.length())))
        : "";
  }

  /** The name of a file in the format of the list. */
  private String name(Path file) {
    return home.relativize(file).toString().replace(File.separatorChar, '/');
  }

  /** All files in the folders that the list covers. */
  private List<Path> files() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String folder : FOLDERS) {
      if (Files.exists(home.resolve(folder), LinkOption.NOFOLLOW_LINKS)) {
        try (Stream<Path> files = Files.walk(home.resolve(folder))) {
          files
              .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
              .forEach(found::add);
        }
      }
    }
    return found;
  }

  /** The names in the list. */
  private List<String> listed() throws IOException {
    return lines().stream().map(line -> line.substring(NAME_AT)).toList();
  }

  private List<String> lines() throws IOException {
    List<String> lines =
        Stream.of(Files.readString(home.resolve(DIGESTS)).split("\n", -1))
            .filter(line -> !line.isEmpty())
            .toList();
    for (String line : lines) {
      if (line.length() <= NAME_AT) {
        throw new IOException("%s has the line \"%s\"".formatted(home.resolve(DIGESTS), line));
      }
    }
    return lines;
  }

  private static void replace(Path file, Path copy) throws IOException {
    Path folder = copy.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path unfinished = copy.resolveSibling("." + copy.getFileName() + UNFINISHED);
    Files.copy(
        file, unfinished, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(unfinished, copy, StandardCopyOption.REPLACE_EXISTING);
  }

  @SuppressForbidden(reason = "a list that the build writes, no text of the kernel's")
  private void verify() throws IOException {
    for (String line : lines()) {
      String name = line.substring(NAME_AT);
      if (!line.startsWith(digest(name))) {
        throw new IOException(
            "%s differs from %s".formatted(home.resolve(name), home.resolve(DIGESTS)));
      }
    }
  }

  /** The SHA-256 of a file, in hexadecimal. */
  String digest(String name) throws IOException {
    try (InputStream in = Files.newInputStream(home.resolve(name));
        DigestInputStream digesting = new DigestInputStream(in, sha256())) {
      digesting.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
