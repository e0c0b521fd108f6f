package dev.attestor.kubernetes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The folder of a pod's service account, with {@code ca.crt} and {@code token}. */
public final class ServiceAccountFolder {

  private static final String ACCOUNT = "var/run/secrets/kubernetes.io/serviceaccount";

  /** Set in a Windows HostProcess container: the folder with the container's files. */
  private static final String MOUNT_POINT = "CONTAINER_SANDBOX_MOUNT_POINT";

  private ServiceAccountFolder() {}

  /**
   * The folder of this pod. In a HostProcess container, it is below the mount point, or since
   * containerd 1.7 also at its own path; the first one that exists is used.
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
