package dev.attestor.kubernetes;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The description of the cluster for exec plugins that request it: {@code spec.cluster} of the
 * {@code ExecCredential} of client.authentication.k8s.io.
 */
final class ExecCluster {

  private static final String EXTENSION = "client.authentication.k8s.io/exec";

  private ExecCluster() {}

  /**
   * The object in JSON.
   *
   * @param authority the CA certificates in PEM
   */
  static JsonObject of(KubeconfigSection cluster, Optional<String> authority)
      throws ApiAccessException {
    JsonObject object = new JsonObject();
    for (String key : new String[] {"server", "tls-server-name", "proxy-url"}) {
      cluster.text(key).ifPresent(text -> object.addProperty(key, text));
    }
    for (String key : new String[] {"insecure-skip-tls-verify", "disable-compression"}) {
      if (cluster.bool(key)) {
        object.addProperty(key, true);
      }
    }
    authority.ifPresent(
        pem ->
            object.addProperty(
                "certificate-authority-data",
                Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.ISO_8859_1))));
    for (KubeconfigSection extension : cluster.sections("extensions")) {
      if (extension.text("name").equals(Optional.of(EXTENSION))) {
        try {
          object.add("config", YamlJson.of(extension.value("extension")));
        } catch (IllegalArgumentException | StackOverflowError e) {
          throw extension.problem("extension", "is too large, or holds itself");
        }
      }
    }
    return object;
  }
}
