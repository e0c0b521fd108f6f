package dev.attestor.core.kubelet;

import dev.attestor.core.error.KubeletException;
import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import java.nio.file.Path;

/** Reads a file of credentials, with an error that names the setting to look at. */
final class CredentialFile {

  private static final int MAX_BYTES = 4 << 20;

  private CredentialFile() {}

  static byte[] read(Path file, String setting) {
    try {
      return SmallFile.bytes(file, MAX_BYTES);
    } catch (SmallFileException e) {
      throw new KubeletException(
          KubeletException.Kind.CREDENTIALS, "%s; see %s".formatted(e.getMessage(), setting), e);
    }
  }
}
