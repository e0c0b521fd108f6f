package dev.attestor.core.config;

import dev.attestor.core.config.SigstoreConfig.Credential;
import dev.attestor.core.config.SigstoreConfig.Network;
import dev.attestor.core.config.SigstoreConfig.Registries;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import dev.attestor.input.secret.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The settings of image registries. */
final class RegistrySection {

  private static final String CREDENTIALS = "registry_credentials";
  private static final String MIRRORS = "registry_mirrors";
  private static final String SIGNATURES = "signature_repository";

  /** The registry is recognized by a dot, a port or its name, as in names of images. */
  private static final Pattern REPOSITORY =
      Pattern.compile(
          "(localhost|[a-z0-9-]+([.][a-z0-9-]+)+|[a-z0-9.-]+:[0-9]{1,5}|\\[[0-9a-f:.]+](:[0-9]{1,5})?)"
              + "(/[a-z0-9]+([._-]+[a-z0-9]+)*)+");

  private static final String FILE = "docker_config_path";

  private final Fields fields;
  private final Problems problems;
  private final Environment environment;

  RegistrySection(Fields fields, Problems problems, Environment environment) {
    this.fields = fields;
    this.problems = problems;
    this.environment = environment;
  }

  Registries read(Network network) {
    return read(credentials(), network);
  }

  /** For SPIRE's older block, which has no logins. */
  Registries withoutLogins(Network network) {
    return read(Map.of(), network);
  }

  private Registries read(Map<String, Credential> credentials, Network network) {
    Optional<Path> file = fields.path(FILE);
    return new Registries(
        credentials,
        file.or(this::usualFile),
        file.isPresent(),
        new HelperSection(fields, problems, environment).read(),
        mirrors(network),
        signatures());
  }

  private Optional<Path> usualFile() {
    return EnvironmentPath.read(environment, problems, "DOCKER_CONFIG")
        .or(
            () ->
                EnvironmentPath.read(environment, problems, "HOME")
                    .map(home -> home.resolve(".docker")))
        .map(folder -> folder.resolve("config.json"));
  }

  private Map<String, Credential> credentials() {
    Map<String, Credential> found = new HashMap<>();
    fields
        .namedSecrets(CREDENTIALS)
        .forEach(
            (registry, login) -> {
              Optional<String> username = login.text("username");
              Optional<String> password = login.text("password");
              login.refuseOthers();
              if (username.isEmpty() || password.isEmpty()) {
                problems.error(
                    fields.position(CREDENTIALS),
                    "%s.%s needs username and password"
                        .formatted(fields.name(CREDENTIALS), registry));
                return;
              }
              found.put(host(registry), new Credential(username.get(), Secret.of(password.get())));
            });
    return found;
  }

  private Map<String, List<URI>> mirrors(Network network) {
    Map<String, List<URI>> found = new HashMap<>();
    fields
        .lists(MIRRORS)
        .forEach(
            (registry, addresses) -> {
              List<URI> mirrors = new ArrayList<>();
              for (String address : addresses) {
                WebAddress.read(fields, problems, MIRRORS, address, network.plainHttp())
                    .ifPresent(mirrors::add);
              }
              found.put(host(registry), mirrors);
            });
    return found;
  }

  private Optional<String> signatures() {
    Optional<String> repository = fields.text(SIGNATURES);
    Optional<String> usable = repository.filter(name -> REPOSITORY.matcher(name).matches());
    if (repository.isPresent() && usable.isEmpty()) {
      problems.error(
          fields.position(SIGNATURES),
          ("%s is \"%s\", expected a registry and a repository in lower case, such as"
                  + " \"registry.example.com/team/signatures\"")
              .formatted(fields.name(SIGNATURES), repository.get()));
    }
    return usable;
  }

  /** Accepts a registry with or without a scheme. */
  private static String host(String registry) {
    return RegistryNames.canonical(
        registry.toLowerCase(Locale.ROOT).replaceFirst("^https?://", "").replaceFirst("/.*$", ""));
  }
}
