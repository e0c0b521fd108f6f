package dev.attestor.kubernetes;

import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.input.pem.Pem;
import dev.attestor.input.pem.PemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The API server as a pod finds it: through environment variables and the files of its service
 * account.
 */
final class InCluster {

  private static final int MAX_BYTES = 4 << 20;

  private InCluster() {}

  static ApiAccess access(Map<String, String> environment) throws ApiAccessException {
    return access(environment, ServiceAccountFolder.of(environment));
  }

  static ApiAccess access(Map<String, String> environment, Path account) throws ApiAccessException {
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "");
    if (host.isEmpty() || port.isEmpty()) {
      throw new ApiAccessException(
          "this process is not in a pod (KUBERNETES_SERVICE_HOST is not set): set kube_config_file");
    }
    try {
      return new ApiAccess(
          "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port,
          Optional.of(authority(account.resolve("ca.crt"))),
          true,
          Optional.empty(),
          Optional.empty(),
          new ApiIdentity.TokenFile(account.resolve("token")));
    } catch (SmallFileException e) {
      throw new ApiAccessException(
          "the pod's service account cannot be used: %s".formatted(e.getMessage()));
    }
  }

  private static byte[] authority(Path file) throws ApiAccessException, SmallFileException {
    try {
      return PlainPem.certificates(Pem.parse(SmallFile.bytes(file, MAX_BYTES)))
          .getBytes(StandardCharsets.US_ASCII);
    } catch (PemException e) {
      throw new ApiAccessException(
          "the pod's service account cannot be used: the file \"%s\" %s"
              .formatted(file, e.getMessage()));
    }
  }
}
