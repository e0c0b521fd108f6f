package dev.attestor.core.kubelet;

import dev.attestor.core.error.KubeletException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads the small files that credentials live in, with an error that names the setting to look at.
 */
final class CredentialFile {

  private static final int MAX_BYTES = 4 << 20;

  private CredentialFile() {}

  static byte[] read(Path file, String setting) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw problem(file, setting, "is not a regular file", new IOException("not regular"));
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] content = in.readNBytes(MAX_BYTES + 1);
        if (content.length > MAX_BYTES) {
          throw problem(file, setting, "is larger than 4 MiB", new IOException("too large"));
        }
        return content;
      }
    } catch (NoSuchFileException e) {
      throw problem(file, setting, "does not exist", e);
    } catch (AccessDeniedException e) {
      throw problem(file, setting, "may not be read by this account", e);
    } catch (IOException e) {
      throw problem(file, setting, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static KubeletException problem(
      Path file, String setting, String what, IOException cause) {
    return new KubeletException(
        KubeletException.Kind.CREDENTIALS,
        "the file \"%s\" %s; see %s".formatted(file, what, setting),
        cause);
  }
}
