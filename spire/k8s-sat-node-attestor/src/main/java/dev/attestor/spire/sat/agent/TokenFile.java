package dev.attestor.spire.sat.agent;

import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.ServiceAccountToken;
import java.nio.file.Path;
import java.util.Map;

/** The file in which the kubelet puts a pod's service account token. */
final class TokenFile {

  private static final String IN_A_POD = "/var/run/secrets/kubernetes.io/serviceaccount/token";

  /** Set in a HostProcess container: the folder on the host that contains the container's files. */
  private static final String SANDBOX = "CONTAINER_SANDBOX_MOUNT_POINT";

  private TokenFile() {}

  /** The default path; in a Windows HostProcess container, it is below the mount point. */
  static Path usual(Map<String, String> environment) {
    String mountPoint = environment.getOrDefault(SANDBOX, "");
    return mountPoint.isEmpty() ? Path.of(IN_A_POD) : Path.of(mountPoint, IN_A_POD);
  }

  /**
   * Reads the current token.
   *
   * @throws NodeAttestationException if it is missing or invalid
   */
  static ServiceAccountToken read(Path file) throws NodeAttestationException {
    try {
      String text = SmallFile.text(file, ServiceAccountToken.MAX_LENGTH).strip();
      if (text.isEmpty()) {
        throw NodeAttestationException.invalid("it is empty");
      }
      return ServiceAccountToken.of(text);
    } catch (NodeAttestationException e) {
      throw problem(file, String.valueOf(e.getMessage()));
    } catch (SmallFileException e) {
      throw problem(file, "it " + e.predicate());
    }
  }

  private static NodeAttestationException problem(Path file, String what) {
    return NodeAttestationException.invalid(
        "unable to load token from \"%s\": %s".formatted(file, what));
  }
}
