package dev.attestor.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The folder with {@code bin}, {@code lib} and {@code runtime} that this program runs from. */
record Installation(Path home) {

  /** The list of digests that the build leaves; a line has 64 digits, two blanks and a name. */
  private static final String DIGESTS = "SHA256SUMS";

  private static final int NAME_AT = 66;

  /**
   * Where this program lies.
   *
   * @throws IOException if it does not run from such a folder
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
   * Copies everything, with times, which the class cache goes by, and permissions. Each file is
   * whole or as it was before, and what {@code SHA256SUMS} lists is what the copy has.
   *
   * @throws IOException if a file cannot be copied, or the copy differs from the list
   */
  Installation copyTo(Path target) throws IOException {
    Path from = home.toRealPath();
    Files.createDirectories(target);
    if (target.toRealPath().startsWith(from) || from.startsWith(target.toRealPath())) {
      throw new IOException(
          "\"%s\" and \"%s\" lie in each other, expected two separate folders"
              .formatted(from, target));
    }
    try (Stream<Path> files = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          replace(file, copy);
        }
      }
    }
    Installation copied = new Installation(target);
    copied.verify();
    return copied;
  }

  private static void replace(Path file, Path copy) throws IOException {
    Path unfinished = copy.resolveSibling("." + copy.getFileName() + ".new");
    Files.copy(
        file, unfinished, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(unfinished, copy, StandardCopyOption.REPLACE_EXISTING);
  }

  @SuppressForbidden(reason = "a list that the build writes, no text of the kernel's")
  private void verify() throws IOException {
    List<String> lines = Files.readAllLines(home.resolve(DIGESTS));
    for (String line : lines) {
      if (line.length() <= NAME_AT) {
        throw new IOException("%s has the line \"%s\"".formatted(home.resolve(DIGESTS), line));
      }
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
