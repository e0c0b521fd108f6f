package dev.attestor.windows;

import dev.attestor.core.error.RefusedException;
import dev.attestor.windows.winapi.FileSecurity;
import dev.attestor.windows.winapi.SecurityDescriptor;
import dev.attestor.windows.winapi.Sid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * Which files and folders a service believes: those that belong to the system, to the
 * administrators or to its own account, and that nobody else may change. Anybody may make folders
 * below {@code %ProgramData%}, also before Attestor is installed there.
 */
public final class TrustedFiles {

  /** Installs parts of Windows; owns them as well. */
  private static final Sid TRUSTED_INSTALLER =
      new Sid("S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464");

  private final Trust trust;

  TrustedFiles(Sid ownAccount) {
    this.trust = new Trust(Set.of(TRUSTED_INSTALLER, ownAccount), Trust.CHANGES_TO_FILES);
  }

  /** For the account of this process. */
  public static TrustedFiles ofThisProcess() {
    return new TrustedFiles(FileSecurity.ownAccount());
  }

  /**
   * Returns if a file or folder is to be believed.
   *
   * @throws RefusedException if it is not, or is a link to elsewhere
   * @throws IOException if there is none
   */
  public void require(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    // Junctions and the like are "other".
    if (attributes.isSymbolicLink() || attributes.isOther()) {
      throw new RefusedException("\"%s\" is a link, expected a file or folder".formatted(file));
    }
    check(file, FileSecurity.of(file));
  }

  void check(Path file, SecurityDescriptor security) {
    trust
        .objection(security)
        .ifPresent(
            objection -> {
              throw new RefusedException(
                  "\"%s\" %s; expected it to belong to SYSTEM or the administrators, who alone may change it"
                      .formatted(file, objection));
            });
  }
}
