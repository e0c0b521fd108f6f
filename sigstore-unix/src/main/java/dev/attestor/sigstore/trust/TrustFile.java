package dev.attestor.sigstore.trust;

import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import java.nio.file.Path;

/** Reads a file that says whom to trust. */
final class TrustFile {

  private TrustFile() {}

  static byte[] bytes(Path file, int limit) throws TrustException {
    try {
      return SmallFile.bytes(file, limit);
    } catch (SmallFileException e) {
      throw new TrustException("\"%s\" %s".formatted(file, e.predicate()), e);
    }
  }
}
