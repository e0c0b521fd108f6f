package dev.attestor.sigstore.registry;

import com.google.gson.JsonObject;
import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.input.file.SmallFileException.Problem;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.attestor.input.text.ForeignText;
import dev.attestor.sigstore.registry.RegistryException.Kind;
import dev.attestor.sigstore.web.Deadline;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Docker's {@code config.json}: logins by registry and path. It is read again for every image, so
 * that a changed login takes effect. Credential helpers that it names run only if configured.
 */
final class DockerConfigFile {

  private static final int MAX_BYTES = 1 << 20;

  private final Path file;
  private final boolean required;
  private final Optional<SigstoreConfig.CredentialHelpers> helpers;

  DockerConfigFile(
      Path file, boolean required, Optional<SigstoreConfig.CredentialHelpers> helpers) {
    this.file = file;
    this.required = required;
    this.helpers = helpers;
  }

  /**
   * The login for a repository, from the file or from a credential helper that it names. As in
   * Docker, a helper for the registry comes first; then the entries, most specific first; then the
   * helper for all registries.
   */
  Optional<Login> find(String registry, String repository, Deadline deadline)
      throws RegistryException {
    try {
      JsonObject json = Json.object(text().orElse("{}"));
      JsonObject auths = Json.child(json, "auths").orElseGet(JsonObject::new);
      List<String> fitting = fitting(auths.keySet(), registry, repository);
      String special = special(json, registry, repository);
      String general = Json.textOr(json, "credsStore", "");
      if (helpers.isPresent()) {
        Optional<Login> kept = ask(special, registry, deadline);
        kept = kept.isPresent() ? kept : first(auths, fitting);
        return kept.isPresent() ? kept : ask(general, registry, deadline);
      }
      Optional<Login> login = first(auths, fitting);
      if (login.isEmpty()) {
        requireNoHelper(special.isEmpty() && !fitting.isEmpty() ? general : special, registry);
      }
      return login;
    } catch (BadJsonException e) {
      throw unusable(e);
    }
  }

  private static List<String> fitting(Set<String> names, String registry, String repository) {
    return names.stream()
        .filter(name -> LoginScope.of(name).covers(registry, repository))
        .sorted(Comparator.comparing(LoginScope::of, LoginScope.CLOSEST_FIRST))
        .toList();
  }

  /** The helper for only this registry; empty if there is none. */
  private static String special(JsonObject json, String registry, String repository)
      throws BadJsonException {
    Map<String, String> special = Json.texts(json, "credHelpers");
    return fitting(special.keySet(), registry, repository).stream()
        .findFirst()
        .map(special::get)
        .orElse("");
  }

  private static Optional<Login> first(JsonObject auths, List<String> names)
      throws BadJsonException {
    for (String name : names) {
      Optional<Login> login = login(Json.required(auths, name));
      if (login.isPresent()) {
        return login;
      }
    }
    return Optional.empty();
  }

  private Optional<Login> ask(String helper, String registry, Deadline deadline)
      throws RegistryException {
    return helper.isEmpty() || helpers.isEmpty()
        ? Optional.empty()
        : new CredentialHelper(helpers.get(), helper).get(registry, deadline);
  }

  /**
   * Reads the whole file.
   *
   * @throws RegistryException if it is invalid
   */
  void check() throws RegistryException {
    try {
      JsonObject json = Json.object(text().orElse("{}"));
      JsonObject auths = Json.child(json, "auths").orElseGet(JsonObject::new);
      for (String name : auths.keySet()) {
        Optional<Login> unused = login(Json.required(auths, name));
      }
      if (helpers.isPresent()) {
        Set<String> named = new LinkedHashSet<>(Json.texts(json, "credHelpers").values());
        named.add(Json.textOr(json, "credsStore", ""));
        named.remove("");
        for (String helper : named) {
          Path unused = new CredentialHelper(helpers.get(), helper).program();
        }
      }
    } catch (BadJsonException e) {
      throw unusable(e);
    }
  }

  private RegistryException unusable(BadJsonException e) {
    return new RegistryException(
        Kind.DENIED, "the credential file \"%s\": %s".formatted(file, e.getMessage()), e);
  }

  private Optional<String> text() throws RegistryException {
    try {
      return Optional.of(SmallFile.text(file, MAX_BYTES));
    } catch (SmallFileException e) {
      if (e.problem() == Problem.MISSING && !required) {
        return Optional.empty();
      }
      throw new RegistryException(
          Kind.DENIED, "the credential file \"%s\" %s".formatted(file, e.predicate()), e);
    }
  }

  private static Optional<Login> login(JsonObject entry) throws BadJsonException {
    String identityToken = Json.textOr(entry, "identitytoken", "");
    if (!identityToken.isEmpty()) {
      return Optional.of(Login.identityToken(identityToken));
    }
    String registryToken = Json.textOr(entry, "registrytoken", "");
    if (!registryToken.isEmpty()) {
      return Optional.of(Login.registryToken(registryToken));
    }
    String auth = Json.textOr(entry, "auth", "");
    if (!auth.isEmpty()) {
      return Optional.of(decode(auth));
    }
    String user = Json.textOr(entry, "username", "");
    return user.isEmpty()
        ? Optional.empty()
        : Optional.of(new Login(user, Json.textOr(entry, "password", "")));
  }

  /** As in Go: line breaks in base64 and NULs around the password are ignored. */
  private static Login decode(String auth) throws BadJsonException {
    try {
      String plain = auth.replaceAll("[\\r\\n]", "").strip();
      String both = new String(Base64.getDecoder().decode(plain), StandardCharsets.UTF_8);
      int colon = both.indexOf(':');
      if (colon > 0) {
        String password = both.substring(colon + 1).replaceAll("^\\x00++|\\x00++$", "");
        return new Login(both.substring(0, colon), password);
      }
    } catch (IllegalArgumentException e) {
      throw new BadJsonException("expected base64 in \"auth\"");
    }
    throw new BadJsonException("expected \"user:password\" as base64 in \"auth\"");
  }

  /**
   * Rejects credential helpers: a login that is stored elsewhere must not be treated as missing.
   */
  private void requireNoHelper(String helper, String registry) throws RegistryException {
    if (!helper.isEmpty()) {
      throw new RegistryException(
          Kind.DENIED,
          ("the credential file \"%s\" leaves registry \"%s\" to the credential helper \"%s\","
                  + " which is not run; set registry_credential_helpers, or give a login there or in"
                  + " registry_credentials")
              .formatted(file, registry, ForeignText.quoted(helper)));
    }
  }
}
