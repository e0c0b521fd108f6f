package dev.attestor.sigstore.registry;

import com.google.gson.JsonObject;
import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.input.file.SmallFileException.Problem;
import dev.attestor.sigstore.json.BadJsonException;
import dev.attestor.sigstore.json.Json;
import dev.attestor.sigstore.registry.RegistryException.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Docker's {@code config.json}: logins by registry. Read anew for every image, so that a rotated
 * login counts. Programs that it names as credential helpers are not run.
 */
final class DockerConfigFile {

  private static final int MAX_BYTES = 1 << 20;

  private final Path file;
  private final boolean required;

  DockerConfigFile(Path file, boolean required) {
    this.file = file;
    this.required = required;
  }

  /** The login for a registry, if the file has one. */
  Optional<Login> find(String registry) throws RegistryException {
    String wanted = host(registry);
    try {
      JsonObject json = Json.object(text().orElse("{}"));
      JsonObject auths = Json.child(json, "auths").orElseGet(JsonObject::new);
      boolean named = false;
      for (String name : auths.keySet()) {
        if (host(name).equals(wanted)) {
          named = true;
          Optional<Login> login = login(Json.required(auths, name));
          if (login.isPresent()) {
            return login;
          }
        }
      }
      requireNoHelper(json, registry, named);
      return Optional.empty();
    } catch (BadJsonException e) {
      throw unusable(e);
    }
  }

  /**
   * Reads all of it.
   *
   * @throws RegistryException if it is of no use
   */
  void check() throws RegistryException {
    try {
      JsonObject json = Json.object(text().orElse("{}"));
      JsonObject auths = Json.child(json, "auths").orElseGet(JsonObject::new);
      for (String name : auths.keySet()) {
        Optional<Login> unused = login(Json.required(auths, name));
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

  /** People's files name a registry with and without a scheme and the path of its API. */
  private static String host(String name) {
    String bare =
        name.toLowerCase(Locale.ROOT).replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    return bare.equals("index.docker.io") || bare.equals("registry-1.docker.io")
        ? "docker.io"
        : bare;
  }

  private static Optional<Login> login(JsonObject entry) throws BadJsonException {
    String identityToken = Json.textOr(entry, "identitytoken", "");
    if (!identityToken.isEmpty()) {
      return Optional.of(new Login(Login.TOKEN_USER, identityToken));
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

  private static Login decode(String auth) throws BadJsonException {
    try {
      String both = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
      int colon = both.indexOf(':');
      if (colon > 0) {
        return new Login(both.substring(0, colon), both.substring(colon + 1));
      }
    } catch (IllegalArgumentException e) {
      throw new BadJsonException("expected base64 in \"auth\"");
    }
    throw new BadJsonException("expected \"user:password\" as base64 in \"auth\"");
  }

  /** A login that is somewhere else must not turn into none. */
  private void requireNoHelper(JsonObject json, String registry, boolean named)
      throws BadJsonException, RegistryException {
    String helper = named ? Json.textOr(json, "credsStore", "") : "";
    for (Map.Entry<String, String> each : Json.texts(json, "credHelpers").entrySet()) {
      if (host(each.getKey()).equals(host(registry))) {
        helper = each.getValue();
      }
    }
    if (!helper.isEmpty()) {
      throw new RegistryException(
          Kind.DENIED,
          ("the credential file \"%s\" leaves registry \"%s\" to the credential helper \"%s\", which is"
                  + " not run; give a login there or in registry_credentials")
              .formatted(file, registry, Json.shown(helper)));
    }
  }
}
