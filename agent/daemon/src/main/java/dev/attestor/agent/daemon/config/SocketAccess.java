package dev.attestor.agent.daemon.config;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Who may connect to the Unix socket.
 *
 * @param mode the mode of its file
 * @param group the group of its file, by number; if empty, the agent's own
 */
public record SocketAccess(Set<PosixFilePermission> mode, Optional<Long> group) {

  /**
   * Everybody may, as with SPIRE's socket: the kernel identifies the callers, and their permissions
   * depend on that.
   */
  public static final SocketAccess EVERYBODY = of("rwxrwxrwx", Optional.empty());

  /** The owner and the group may: the default if there is a group. */
  static final Set<PosixFilePermission> OWNER_AND_GROUP =
      PosixFilePermissions.fromString("rw-rw----");

  /** Copies the set. */
  public SocketAccess {
    mode = Set.copyOf(mode);
  }

  static SocketAccess of(String mode, Optional<Long> group) {
    return new SocketAccess(PosixFilePermissions.fromString(mode), group);
  }

  /** Whether only some may connect, or the file has another group than it would get. */
  public boolean isRestricted() {
    return !equals(EVERYBODY);
  }
}
