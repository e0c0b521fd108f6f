package dev.attestor.sigstore.registry;

import com.google.gson.JsonObject;
import dev.attestor.sigstore.json.BadJsonException;
import dev.attestor.sigstore.json.Json;
import dev.attestor.sigstore.registry.RegistryException.Kind;
import dev.attestor.sigstore.web.Addresses;
import dev.attestor.sigstore.web.Deadline;
import dev.attestor.sigstore.web.WebClient;
import dev.attestor.sigstore.web.WebException;
import dev.attestor.sigstore.web.WebReply;
import dev.attestor.sigstore.web.WebRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Meets a registry's challenge: with a login, or with a token that is fetched for it, as the
 * distribution specification's token authentication says.
 */
final class Authorizer {

  private static final long MAX_ANSWER = 1 << 20;

  private final WebClient web;
  private final Logins logins;

  Authorizer(WebClient web, Logins logins) {
    this.web = web;
    this.logins = logins;
  }

  /** The value of {@code Authorization} with which to ask again. */
  String meet(List<String> challenges, String registry, String repository, Deadline deadline)
      throws RegistryException, WebException {
    Optional<Login> login = logins.find(registry);
    Challenge challenge =
        Challenge.best(challenges)
            .orElseThrow(
                () ->
                    new RegistryException(
                        Kind.DENIED,
                        "registry \"%s\" wants to know who asks, and names neither Bearer nor Basic"
                            .formatted(registry)));
    if (challenge.scheme().equals("bearer")) {
      return "Bearer " + token(challenge, login, registry, repository, deadline);
    }
    return login
        .map(Login::basic)
        .orElseThrow(
            () ->
                new RegistryException(
                    Kind.DENIED,
                    "registry \"%s\" wants a login, and there is none for it".formatted(registry)));
  }

  private String token(
      Challenge challenge,
      Optional<Login> login,
      String registry,
      String repository,
      Deadline deadline)
      throws RegistryException, WebException {
    if (login.isPresent() && login.get().isIdentityToken()) {
      throw new RegistryException(
          Kind.DENIED,
          "the login for registry \"%s\" is an identity token, expected user and password"
              .formatted(registry));
    }
    URI realm = realm(challenge, repository, registry);
    WebReply reply =
        web.send(
            WebRequest.get(realm, "application/json", login.map(Login::basic), MAX_ANSWER),
            deadline);
    if (reply.status() != 200) {
      throw new RegistryException(
          reply.status() >= 500 ? Kind.UNREACHABLE : Kind.DENIED,
          "%s gave no token for registry \"%s\": status %s, %s"
              .formatted(
                  Addresses.shown(realm),
                  registry,
                  reply.status(),
                  login.isPresent() ? "with a login" : "without a login"));
    }
    try {
      JsonObject json = Json.object(new String(reply.body(), StandardCharsets.UTF_8));
      String token = Json.textOr(json, "token", Json.textOr(json, "access_token", ""));
      if (!token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        return token;
      }
      throw new BadJsonException("expected a \"token\"");
    } catch (BadJsonException e) {
      throw new RegistryException(
          Kind.BAD_CONTENT,
          "the token for registry \"%s\" cannot be read: %s".formatted(registry, e.getMessage()),
          e);
    }
  }

  private static URI realm(Challenge challenge, String repository, String registry)
      throws RegistryException {
    StringJoiner query = new StringJoiner("&");
    String service = challenge.parameters().getOrDefault("service", "");
    if (!service.isEmpty()) {
      query.add("service=" + encoded(service));
    }
    // Whatever scope it names: no more is asked for than pulling this repository.
    query.add("scope=" + encoded("repository:" + repository + ":pull"));
    String realm = challenge.parameters().getOrDefault("realm", "");
    try {
      return URI.create(realm + (realm.contains("?") ? "&" : "?") + query);
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          Kind.BAD_CONTENT,
          "registry \"%s\" names the token service \"%s\", expected an address"
              .formatted(registry, Json.shown(realm)),
          e);
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
