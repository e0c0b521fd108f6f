package dev.attestor.kubernetes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where a pod has its service account: {@code ca.crt} and {@code token}. */
public final class ServiceAccountFolder {

  private static final String ACCOUNT = "var/run/secrets/kubernetes.io/serviceaccount";

  /** Set in a HostProcess container of Windows: the folder that has the container's files. */
  private static final String MOUNT_POINT = "CONTAINER_SANDBOX_MOUNT_POINT";

  private ServiceAccountFolder() {}

  /**
   * The folder of this pod. In a HostProcess container it is below the mount point, or from
   * containerd 1.7 on at its own path as well: the first of the two that exists.
   */
  public static Path of(Map<String, String> environment) {
    Path own = Path.of("/" + ACCOUNT);
    String mountPoint = environment.getOrDefault(MOUNT_POINT, "");
    if (mountPoint.isEmpty()) {
      return own;
    }
    Path mounted = Path.of(mountPoint, ACCOUNT);
    return !Files.isDirectory(mounted) && Files.isDirectory(own) ? own : mounted;
  }
}
