package dev.attestor.core.config;

import dev.attestor.core.config.SigstoreConfig.Credential;
import dev.attestor.core.config.SigstoreConfig.Network;
import dev.attestor.core.config.SigstoreConfig.Proxy;
import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import dev.attestor.input.secret.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys and environment variables that say how registries and logs are reached. The variables
 * mean what they mean to Go programs (golang.org/x/net/http/httpproxy), but proxies are asked over
 * plain HTTP only, as Java's client can do no more.
 */
final class NetworkSection {

  private static final String PROXY = "proxy_url";
  private static final String PLAIN_HTTP = "plain_http_registries";
  private static final int MAX_PLAIN_HTTP = 64;
  private static final int MAX_DIRECT = 256;
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-f:.]+]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:[0-9]{1,5})?");

  private final Fields fields;
  private final Problems problems;
  private final Environment environment;

  NetworkSection(Fields fields, Problems problems, Environment environment) {
    this.fields = fields;
    this.problems = problems;
    this.environment = environment;
  }

  Network read() {
    List<String> direct = direct();
    Set<String> plainHttp = plainHttp();
    Optional<String> configured = fields.text(PROXY);
    if (configured.isPresent()) {
      Optional<Proxy> proxy = proxy(fields.name(PROXY), fields.position(PROXY), configured.get());
      return new Network(proxy, proxy, direct, plainHttp);
    }
    return new Network(
        fromEnvironment("HTTPS_PROXY"), fromEnvironment("HTTP_PROXY"), direct, plainHttp);
  }

  private Optional<Proxy> fromEnvironment(String name) {
    return variable(name).flatMap(value -> proxy("the environment variable " + name, null, value));
  }

  /** In capitals or else in small letters. */
  private Optional<String> variable(String name) {
    return Stream.of(name, name.toLowerCase(Locale.ROOT))
        .map(environment::get)
        .filter(value -> value != null && !value.isBlank())
        .map(String::strip)
        .findFirst();
  }

  private Optional<Proxy> proxy(String what, @Nullable Position position, String text) {
    Optional<Proxy> proxy = parse(text.contains("://") ? text : "http://" + text);
    if (proxy.isEmpty()) {
      problems.error(
          position,
          "%s is \"%s\", expected http://host:port, perhaps with user:password@ before the host"
              .formatted(
                  what, text.replaceFirst("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", "$1...@")));
    }
    return proxy;
  }

  private static Optional<Proxy> parse(String text) {
    try {
      URI address = new URI(text);
      String path = String.valueOf(address.getRawPath());
      boolean usable =
          "http".equalsIgnoreCase(address.getScheme())
              && address.getHost() != null
              && address.getPort() <= 65_535
              && (path.isEmpty() || path.equals("/"))
              && address.getQuery() == null
              && address.getFragment() == null;
      return usable
          ? Optional.of(
              new Proxy(
                  address.getHost(),
                  address.getPort() < 0 ? 80 : address.getPort(),
                  login(address.getUserInfo())))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<Credential> login(@Nullable String userInfo) {
    if (userInfo == null) {
      return Optional.empty();
    }
    int colon = userInfo.indexOf(':');
    return Optional.of(
        colon < 0
            ? new Credential(userInfo, Secret.of(""))
            : new Credential(
                userInfo.substring(0, colon), Secret.of(userInfo.substring(colon + 1))));
  }

  private List<String> direct() {
    List<String> hosts =
        variable("NO_PROXY").stream()
            .flatMap(list -> Stream.of(list.split(",", -1)))
            .map(String::strip)
            .filter(host -> !host.isEmpty())
            .toList();
    if (hosts.size() > MAX_DIRECT) {
      problems.error(
          null,
          "the environment variable NO_PROXY has %s values, expected at most %s"
              .formatted(hosts.size(), MAX_DIRECT));
    }
    return hosts;
  }

  private Set<String> plainHttp() {
    Set<String> found = new HashSet<>();
    List<String> hosts = fields.texts(PLAIN_HTTP);
    for (String host : hosts) {
      String lower = host.toLowerCase(Locale.ROOT);
      if (HOST.matcher(lower).matches()) {
        found.add(lower);
      } else {
        problems.error(
            fields.position(PLAIN_HTTP),
            "%s has \"%s\", expected a host, with its port if it has one"
                .formatted(fields.name(PLAIN_HTTP), host));
      }
    }
    if (hosts.size() > MAX_PLAIN_HTTP) {
      problems.error(
          fields.position(PLAIN_HTTP),
          "%s has %s values, expected at most %s"
              .formatted(fields.name(PLAIN_HTTP), hosts.size(), MAX_PLAIN_HTTP));
    } else if (!found.isEmpty()) {
      problems.warning(
          fields.position(PLAIN_HTTP),
          "%s: logins for these registries go over the network as plain text"
              .formatted(fields.name(PLAIN_HTTP)));
    }
    return found;
  }
}
