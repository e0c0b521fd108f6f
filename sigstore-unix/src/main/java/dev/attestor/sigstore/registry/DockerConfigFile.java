package dev.attestor.sigstore.registry;

import com.google.gson.JsonObject;
import dev.attestor.sigstore.json.BadJsonException;
import dev.attestor.sigstore.json.Json;
import dev.attestor.sigstore.registry.RegistryException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Docker's {@code config.json}: logins by registry. Read anew for every image, so that a rotated
 * login counts. Programs that it names as credential helpers are not run.
 */
final class DockerConfigFile {

  private static final long MAX_BYTES = 1 << 20;

  private final Path file;
  private final boolean required;

  DockerConfigFile(Path file, boolean required) {
    this.file = file;
    this.required = required;
  }

  Optional<Login> find(String registry) throws RegistryException {
    Optional<String> text = text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonObject json = Json.object(text.get());
      Optional<JsonObject> auths = Json.child(json, "auths");
      for (String name : names(registry)) {
        Optional<JsonObject> entry =
            auths.isEmpty() ? Optional.empty() : Json.child(auths.get(), name);
        Optional<Login> login = entry.isEmpty() ? Optional.empty() : login(entry.get());
        if (login.isPresent()) {
          return login;
        }
      }
      requireNoHelper(json, registry);
      return Optional.empty();
    } catch (BadJsonException e) {
      throw new RegistryException(
          Kind.DENIED, "the credential file \"%s\": %s".formatted(file, e.getMessage()), e);
    }
  }

  private Optional<String> text() throws RegistryException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new RegistryException(
            Kind.DENIED, "the credential file \"%s\" is larger than 1 MiB".formatted(file));
      }
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      if (!required) {
        return Optional.empty();
      }
      throw new RegistryException(
          Kind.DENIED, "the credential file \"%s\" does not exist".formatted(file), e);
    } catch (RegistryException e) {
      throw e;
    } catch (IOException e) {
      throw new RegistryException(
          Kind.DENIED, "the credential file \"%s\" cannot be read: %s".formatted(file, e), e);
    }
  }

  /** The keys under which people's files have a registry. */
  private static List<String> names(String registry) {
    String bare = registry.toLowerCase(Locale.ROOT);
    return bare.equals("docker.io")
        ? List.of("https://index.docker.io/v1/", "docker.io", "index.docker.io")
        : List.of(bare, "https://" + bare, "https://" + bare + "/", "http://" + bare);
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

  private void requireNoHelper(JsonObject json, String registry)
      throws BadJsonException, RegistryException {
    String helper = Json.texts(json, "credHelpers").getOrDefault(registry, "");
    if (!helper.isEmpty()) {
      throw new RegistryException(
          Kind.DENIED,
          ("the credential file \"%s\" leaves registry \"%s\" to the credential helper \"%s\", which is"
                  + " not run; give a login there or in registry_credentials")
              .formatted(file, registry, Json.shown(helper)));
    }
  }
}
