package dev.attestor.sigstore.registry;

import com.google.gson.JsonObject;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.attestor.input.text.ForeignText;
import dev.attestor.sigstore.registry.RegistryClient.Endpoint;
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
 * Answers a registry's challenge with a login, or with a token that it fetches, as in the
 * distribution specification's token authentication.
 */
final class Authorizer {

  private static final long MAX_ANSWER = 1 << 20;

  private final WebClient web;
  private final Logins logins;

  Authorizer(WebClient web, Logins logins) {
    this.web = web;
    this.logins = logins;
  }

  /** The value of {@code Authorization} for the next attempt. */
  String meet(List<String> challenges, Endpoint endpoint, Deadline deadline)
      throws RegistryException, WebException {
    String registry = endpoint.registry();
    String repository = endpoint.repository();
    Optional<Login> login = logins.find(registry, repository, deadline);
    Challenge challenge =
        Challenge.best(challenges)
            .orElseThrow(
                () ->
                    new RegistryException(
                        Kind.DENIED,
                        "registry \"%s\" wants to know who asks, and names neither Bearer nor Basic"
                            .formatted(registry)));
    if (challenge.scheme().equals("bearer")) {
      return "Bearer " + token(challenge, login, endpoint, deadline);
    }
    return login
        .filter(each -> each.kind() == Login.Kind.PASSWORD)
        .map(Login::basic)
        .orElseThrow(
            () ->
                new RegistryException(
                    Kind.DENIED,
                    "registry \"%s\" wants a user and a password, and there is %s for it"
                        .formatted(registry, login.isEmpty() ? "no login" : "only a token")));
  }

  private String token(
      Challenge challenge, Optional<Login> login, Endpoint endpoint, Deadline deadline)
      throws RegistryException, WebException {
    String registry = endpoint.registry();
    String repository = endpoint.repository();
    if (login.isPresent() && login.get().kind() == Login.Kind.REGISTRY_TOKEN) {
      return requirePlain(login.get().secret().reveal(), registry);
    }
    boolean refreshes = login.isPresent() && login.get().kind() == Login.Kind.IDENTITY_TOKEN;
    URI realm = realm(challenge, refreshes ? "" : query(challenge, repository), registry);
    requireOutside(realm, endpoint);
    WebRequest request =
        refreshes
            ? WebRequest.postForm(realm, grant(challenge, login.get(), repository), MAX_ANSWER)
            : WebRequest.get(realm, "application/json", login.map(Login::basic), MAX_ANSWER);
    WebReply reply = web.send(request, deadline);
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
      return requirePlain(
          Json.textOr(json, "token", Json.textOr(json, "access_token", "")), registry);
    } catch (BadJsonException e) {
      throw new RegistryException(
          Kind.BAD_CONTENT,
          "the token for registry \"%s\" cannot be read: %s".formatted(registry, e.getMessage()),
          e);
    }
  }

  /** A registry elsewhere must not make us ask services of this host. */
  private static void requireOutside(URI realm, Endpoint endpoint) throws RegistryException {
    if (Addresses.isLoopback(String.valueOf(realm.getHost()))
        && !Addresses.isLoopback(String.valueOf(endpoint.base().getHost()))) {
      throw new RegistryException(
          Kind.BAD_CONTENT,
          "registry \"%s\" names the token service \"%s\", which is on this host; it is not asked"
              .formatted(endpoint.registry(), Addresses.shown(realm)));
    }
  }

  private static String requirePlain(String token, String registry) throws RegistryException {
    if (!token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      return token;
    }
    throw new RegistryException(
        Kind.BAD_CONTENT,
        "the token for registry \"%s\" cannot be read: expected a \"token\"".formatted(registry));
  }

  /** Whatever scope it names: no more is asked for than pulling this repository. */
  private static String query(Challenge challenge, String repository) {
    StringJoiner query = new StringJoiner("&");
    String service = challenge.parameters().getOrDefault("service", "");
    if (!service.isEmpty()) {
      query.add("service=" + encoded(service));
    }
    return query.add("scope=" + encoded("repository:" + repository + ":pull")).toString();
  }

  /** For an identity token, which is a refresh token (RFC 6749, 6). */
  private static String grant(Challenge challenge, Login login, String repository) {
    return "grant_type=refresh_token&client_id=attestor&refresh_token=%s&%s"
        .formatted(encoded(login.secret().reveal()), query(challenge, repository));
  }

  private static URI realm(Challenge challenge, String query, String registry)
      throws RegistryException {
    String realm = challenge.parameters().getOrDefault("realm", "");
    try {
      return URI.create(
          query.isEmpty() ? realm : realm + (realm.contains("?") ? "&" : "?") + query);
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          Kind.BAD_CONTENT,
          "registry \"%s\" names the token service \"%s\", expected an address"
              .formatted(registry, ForeignText.quoted(realm)),
          e);
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
