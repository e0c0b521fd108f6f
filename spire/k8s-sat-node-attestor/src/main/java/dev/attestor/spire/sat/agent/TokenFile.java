package dev.attestor.spire.sat.agent;

import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.kubernetes.ServiceAccountFolder;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.ServiceAccountToken;
import java.nio.file.Path;
import java.util.Map;

/** The file in which the kubelet puts a pod's service account token. */
final class TokenFile {

  private TokenFile() {}

  /** The default path; in a Windows HostProcess container, it is below the mount point. */
  static Path usual(Map<String, String> environment) {
    return ServiceAccountFolder.of(environment).resolve("token");
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
