package dev.attestor.podsapi;

import dev.attestor.core.error.KubeletException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;

/**
 * Accepts a socket only if it and its folder belong to one user, who alone may write to the folder.
 * Symbolic links are followed first. The folders above are not looked at: whoever configures
 * another path than the default vouches for them.
 */
final class SocketOwner {

  private static final Set<PosixFilePermission> OTHERS_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private final int user;

  SocketOwner(int user) {
    this.user = user;
  }

  /**
   * Returns if the socket can be trusted.
   *
   * @throws KubeletException if not, or if it is not there
   */
  void require(Path socket) {
    try {
      Path file = socket.toRealPath();
      requireUser(file);
      Path folder = file.getParent();
      if (folder != null) {
        requireUser(folder);
        for (PosixFilePermission each : Files.getPosixFilePermissions(folder)) {
          if (OTHERS_WRITE.contains(each)) {
            throw refused(
                "the folder \"%s\" of the kubelet's socket may be written to by others than user %s"
                    .formatted(folder, user));
          }
        }
      }
    } catch (IOException e) {
      throw new KubeletException(
          KubeletException.Kind.UNREACHABLE,
          "the kubelet's socket \"%s\" cannot be looked at: %s".formatted(socket, e),
          e);
    }
  }

  private void requireUser(Path file) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(file, "unix:uid");
    Object owner = attributes.get("uid");
    if (!Integer.valueOf(user).equals(owner)) {
      throw refused(
          "\"%s\" belongs to user %s, expected user %s, as the kubelet"
              .formatted(file, owner, user));
    }
  }

  private static KubeletException refused(String message) {
    return new KubeletException(KubeletException.Kind.FORBIDDEN, message);
  }
}
