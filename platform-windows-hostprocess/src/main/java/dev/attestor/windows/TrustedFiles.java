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
 * Decides whether a service trusts a file or folder: the system, the administrators or its own
 * account must own it, and nobody else may change it. Anybody may create folders below {@code
 * %ProgramData%}, even before Attestor is installed there.
 */
public final class TrustedFiles {

  /** Installs and owns parts of Windows. */
  private static final Sid TRUSTED_INSTALLER =
      new Sid("S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464");

  private final TrustedOwners trust;

  TrustedFiles(Sid ownAccount) {
    this.trust =
        new TrustedOwners(Set.of(TRUSTED_INSTALLER, ownAccount), TrustedOwners.CHANGES_TO_FILES);
  }

  /** For the account of this process. */
  public static TrustedFiles ofThisProcess() {
    return new TrustedFiles(FileSecurity.ownAccount());
  }

  /**
   * Returns if a file or folder is trusted.
   *
   * @throws RefusedException if it is not trusted, or is a link
   * @throws IOException if it does not exist
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
