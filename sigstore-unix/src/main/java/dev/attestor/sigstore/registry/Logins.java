package dev.attestor.sigstore.registry;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.sigstore.web.Deadline;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Selects the login for a registry: the configured one, otherwise the one in Docker's file,
 * otherwise none.
 */
final class Logins {

  private final Map<String, Login> configured = new HashMap<>();
  private final Optional<DockerConfigFile> file;

  Logins(SigstoreConfig.Registries registries) {
    registries
        .credentials()
        .forEach(
            (registry, credential) ->
                configured.put(
                    registry.toLowerCase(Locale.ROOT),
                    new Login(credential.username(), credential.password().reveal())));
    this.file =
        registries
            .credentialFile()
            .map(
                path ->
                    new DockerConfigFile(
                        path, registries.credentialFileRequired(), registries.helpers()));
  }

  /**
   * Reads Docker's file, if there is one.
   *
   * @throws RegistryException if it is invalid
   */
  void check() throws RegistryException {
    if (file.isPresent()) {
      file.get().check();
    }
  }

  Optional<Login> find(String registry, String repository, Deadline deadline)
      throws RegistryException {
    Login login = configured.get(registry.toLowerCase(Locale.ROOT));
    if (login != null || file.isEmpty()) {
      return Optional.ofNullable(login);
    }
    return file.get().find(registry, repository, deadline);
  }
}
