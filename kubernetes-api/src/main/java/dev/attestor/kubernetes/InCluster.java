package dev.attestor.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The API server as a pod finds it: environment and the files of its service account. */
final class InCluster {

  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private InCluster() {}

  static ApiAccess access(Map<String, String> environment) throws ApiAccessException {
    return access(environment, ACCOUNT);
  }

  static ApiAccess access(Map<String, String> environment, Path account) throws ApiAccessException {
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "");
    if (host.isEmpty() || port.isEmpty()) {
      throw new ApiAccessException(
          "this process is in no pod (KUBERNETES_SERVICE_HOST is not set): set kube_config_file");
    }
    try {
      return new ApiAccess(
          "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port,
          Optional.of(Files.readAllBytes(account.resolve("ca.crt"))),
          true,
          Optional.empty(),
          Optional.empty(),
          new ApiIdentity.TokenFile(account.resolve("token")));
    } catch (IOException e) {
      throw new ApiAccessException(
          "the pod's service account cannot be used: %s".formatted(e.getMessage()));
    }
  }
}
