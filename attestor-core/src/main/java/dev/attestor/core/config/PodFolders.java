package dev.attestor.core.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a pod finds what Kubernetes mounts for it. In a Windows HostProcess container, mounts are
 * below {@code %CONTAINER_SANDBOX_MOUNT_POINT%}. Since containerd 1.7, they are also at their own
 * paths, and below that folder only in part.
 */
public final class PodFolders {

  private static final String MOUNT_POINT = "CONTAINER_SANDBOX_MOUNT_POINT";
  private static final String ACCOUNT = "var/run/secrets/kubernetes.io/serviceaccount";

  private PodFolders() {}

  /**
   * The folder of the service account, with {@code ca.crt} and {@code token}: the first of the two
   * that exists; if neither does, the one that a pod should have.
   *
   * @param root where mounts have their own paths: {@code /}, or the root of a drive
   */
  public static Path serviceAccount(Environment variables, Path root) {
    Path own = root.resolve(ACCOUNT);
    String mountPoint = variables.get(MOUNT_POINT);
    List<Path> candidates =
        mountPoint == null || mountPoint.isEmpty()
            ? List.of(own)
            : List.of(Path.of(mountPoint).resolve(ACCOUNT), own);
    return candidates.stream().filter(Files::isDirectory).findFirst().orElse(candidates.get(0));
  }
}
