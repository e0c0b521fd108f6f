package dev.attestor.spire.sat.agent;

import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.ServiceAccountToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** Where the kubelet puts the service account token of a pod. */
final class TokenFile {

  private static final String IN_A_POD = "/var/run/secrets/kubernetes.io/serviceaccount/token";

  /** Set in a HostProcess container: the folder that has the container's files, on the host. */
  private static final String SANDBOX = "CONTAINER_SANDBOX_MOUNT_POINT";

  private TokenFile() {}

  /** The usual place; in a Windows HostProcess container below its mount point. */
  static Path usual(Map<String, String> environment) {
    String mountPoint = environment.getOrDefault(SANDBOX, "");
    return mountPoint.isEmpty() ? Path.of(IN_A_POD) : Path.of(mountPoint, IN_A_POD);
  }

  /**
   * Reads the token as it is now.
   *
   * @throws NodeAttestationException if there is none
   */
  static ServiceAccountToken read(Path file) throws NodeAttestationException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(ServiceAccountToken.MAX_LENGTH + 1);
      String text = new String(content, StandardCharsets.UTF_8).strip();
      if (text.isEmpty()) {
        throw problem(file, "it is empty");
      }
      return ServiceAccountToken.of(text);
    } catch (NoSuchFileException e) {
      throw problem(file, "it does not exist");
    } catch (AccessDeniedException e) {
      throw problem(file, "it may not be read by this account");
    } catch (IOException e) {
      throw problem(file, "it cannot be read: " + e.getMessage());
    }
  }

  private static NodeAttestationException problem(Path file, String what) {
    return NodeAttestationException.invalid(
        "unable to load token from \"%s\": %s".formatted(file, what));
  }
}
