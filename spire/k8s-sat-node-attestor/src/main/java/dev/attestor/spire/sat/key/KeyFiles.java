package dev.attestor.spire.sat.key;

import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The key files of a cluster.
 *
 * @param pem a file of PEM blocks
 * @param jwks a JSON Web Key Set
 */
public record KeyFiles(Optional<Path> pem, Optional<Path> jwks) {

  private static final int MAX_BYTES = 1 << 20;
  private static final KeySet NONE = new KeySet(List.of(), List.of());

  @FunctionalInterface
  private interface Format {
    KeySet read(Path file) throws KeyFileException, SmallFileException;
  }

  /**
   * Reads the current files.
   *
   * @throws KeyFileException if a file is unusable or has no usable key; it names every such file
   */
  public KeySet read() throws KeyFileException {
    List<KeyFileException> problems = new ArrayList<>();
    KeySet keys = read(pem, KeyFiles::pem, problems).and(read(jwks, KeyFiles::jwks, problems));
    Optional<KeyFileException> problem = KeyFileException.of(problems);
    if (problem.isPresent()) {
      throw problem.get();
    }
    return keys;
  }

  private static KeySet read(Optional<Path> file, Format format, List<KeyFileException> problems) {
    try {
      return file.isPresent() ? read(file.get(), format) : NONE;
    } catch (KeyFileException e) {
      problems.add(e);
      return NONE;
    }
  }

  private static KeySet read(Path file, Format format) throws KeyFileException {
    KeySet keys;
    try {
      keys = format.read(file);
    } catch (KeyFileException e) {
      throw problem(file, e.getMessage());
    } catch (SmallFileException e) {
      throw problem(file, "it " + e.predicate());
    }
    List<String> remarks =
        keys.remarks().stream().map(remark -> "%s of \"%s\"".formatted(remark, file)).toList();
    if (keys.keys().isEmpty()) {
      throw problem(
          file,
          remarks.isEmpty()
              ? "it holds no key"
              : "no key is usable: " + String.join("; ", remarks));
    }
    return new KeySet(keys.keys(), remarks);
  }

  private static KeySet pem(Path file) throws KeyFileException, SmallFileException {
    return PemKeys.parse(SmallFile.bytes(file, MAX_BYTES));
  }

  private static KeySet jwks(Path file) throws KeyFileException, SmallFileException {
    return JsonWebKeys.parse(SmallFile.text(file, MAX_BYTES));
  }

  private static KeyFileException problem(
      Path file, @org.jspecify.annotations.Nullable String what) {
    return new KeyFileException("the key file \"%s\" cannot be used: %s".formatted(file, what));
  }
}
