package dev.attestor.sigstore.web;

import dev.attestor.core.config.SigstoreConfig.Network;
import dev.attestor.core.config.SigstoreConfig.Proxy;
import dev.attestor.sigstore.web.WebException.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * An HTTPS client, with plain HTTP only on this host and to hosts that the configuration names for
 * it, through proxies if they are configured, and with limits for time and size. Follows a few
 * redirects, but never from HTTPS to plain HTTP, or from another host to this one. Never sends a
 * credential to another origin than its own.
 */
public final class WebClient implements AutoCloseable {

  private static final int MAX_REDIRECTS = 5;
  private static final Duration ONE_EXCHANGE = Duration.ofSeconds(10);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;
  private static final String TUNNELING = "jdk.http.auth.tunneling.disabledSchemes";

  static {
    // The JDK sends no password to a proxy that leads to a host with TLS, unless this is set before
    // its client is loaded; no other scheme than Basic is used here.
    if (System.getProperty(TUNNELING) == null) {
      System.setProperty(TUNNELING, "");
    }
  }

  private final HttpClient client;
  private final Routes routes;

  /** Uses no proxy. Trusts the CAs of the JDK, or those of the context. */
  public WebClient(Optional<SSLContext> trust) {
    this(trust, Network.DIRECT);
  }

  /** Trusts the CAs of the JDK, or those of the context. */
  public WebClient(Optional<SSLContext> trust, Network network) {
    this.routes = new Routes(network);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5));
    trust.ifPresent(builder::sslContext);
    routes.selector().ifPresent(builder::proxy);
    this.client = builder.build();
  }

  /**
   * The response, whatever its status, after redirects.
   *
   * @throws WebException if there is none within the limits
   */
  public WebReply send(WebRequest request, Deadline deadline) throws WebException {
    WebRequest current = request;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      if (!routes.isAllowed(current.address())) {
        throw new WebException(
            Kind.REFUSED,
            ("\"%s\" is not asked, expected https (plain http only on loopback, and to"
                    + " plain_http_registries)")
                .formatted(Addresses.shown(current.address())));
      }
      WebReply reply = exchange(current, deadline);
      Optional<String> location = reply.header("Location");
      if (!REDIRECTS.contains(reply.status()) || location.isEmpty()) {
        return reply;
      }
      current = follow(current, location.get());
    }
    throw new WebException(
        Kind.REFUSED, "%s was redirected more than %s times".formatted(request, MAX_REDIRECTS));
  }

  private static WebRequest follow(WebRequest from, String location) throws WebException {
    if (from.body().isPresent()) {
      throw new WebException(Kind.REFUSED, "%s was redirected, expected an answer".formatted(from));
    }
    URI next;
    try {
      next = from.address().resolve(location);
    } catch (IllegalArgumentException e) {
      throw new WebException(
          Kind.REFUSED, "%s was redirected to an address that cannot be read".formatted(from), e);
    }
    boolean downgraded = isHttps(from.address()) && !isHttps(next);
    boolean inward =
        !Addresses.isLoopback(String.valueOf(from.address().getHost()))
            && Addresses.isLoopback(String.valueOf(next.getHost()));
    if (downgraded || inward) {
      throw new WebException(
          Kind.REFUSED,
          "%s was redirected to \"%s\", which is not followed"
              .formatted(from, Addresses.shown(next)));
    }
    return from.redirectedTo(next);
  }

  private static boolean isHttps(URI address) {
    return String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT).equals("https");
  }

  /**
   * Ends its requests, connections and threads. A JDK before 21 ends them only once nothing uses
   * the client any more and the garbage collector has found it.
   */
  @Override
  public void close() {
    if ((Object) client instanceof AutoCloseable) {
      // close() would wait for requests under way.
      try {
        HttpClient.class.getMethod("shutdownNow").invoke(client);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("this JDK closes no HTTP client", e);
      }
    }
  }

  private WebReply exchange(WebRequest request, Deadline deadline) throws WebException {
    Duration left = deadline.left();
    Duration limit = left.compareTo(ONE_EXCHANGE) < 0 ? left : ONE_EXCHANGE;
    if (limit.isZero()) {
      throw late(request, deadline.limit());
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(wire(request, limit), BoundedBodySubscriber.upTo(request.limit()));
    try {
      HttpResponse<byte[]> response = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      Optional<Proxy> proxy = routes.proxy(request.address());
      if (proxy.isPresent() && response.statusCode() == PROXY_AUTHENTICATION_REQUIRED) {
        throw new WebException(
            Kind.REFUSED,
            "%s is refused by the proxy %s:%s, which wants %s login"
                .formatted(
                    request,
                    proxy.get().host(),
                    proxy.get().port(),
                    proxy.get().login().isPresent() ? "another" : "a"));
      }
      return new WebReply(
          request.address(), response.statusCode(), response.headers().map(), response.body());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw late(request, limit);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new WebException(Kind.UNREACHABLE, "%s was interrupted".formatted(request), e);
    } catch (ExecutionException e) {
      throw failed(request, limit, e.getCause() == null ? e : e.getCause());
    } catch (CancellationException e) {
      throw new WebException(Kind.UNREACHABLE, "%s was cancelled".formatted(request), e);
    }
  }

  private HttpRequest wire(WebRequest request, Duration limit) {
    HttpRequest.Builder wire =
        HttpRequest.newBuilder(request.address())
            .timeout(limit)
            .header("Accept", request.accept())
            .header("User-Agent", "attestor");
    routes
        .proxy(request.address())
        .flatMap(Routes::authorization)
        .ifPresent(value -> wire.header("Proxy-Authorization", value));
    request.authorization().ifPresent(value -> wire.header("Authorization", value));
    request
        .body()
        .ifPresent(
            body ->
                wire.header("Content-Type", body.type())
                    .POST(HttpRequest.BodyPublishers.ofString(body.text())));
    return wire.build();
  }

  private WebException failed(WebRequest request, Duration limit, Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof BoundedBodySubscriber.TooLargeException) {
        return new WebException(
            Kind.REFUSED,
            "%s has an answer larger than the limit of %s bytes"
                .formatted(request, request.limit()),
            cause);
      }
      if (each instanceof java.net.http.HttpTimeoutException) {
        return late(request, limit);
      }
      if (each instanceof SSLException) {
        return new WebException(
            Kind.UNREACHABLE,
            "%s failed in TLS: %s".formatted(request, inTls(String.valueOf(each.getMessage()))),
            cause);
      }
    }
    String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    String through =
        routes
            .proxy(request.address())
            .map(proxy -> " through the proxy %s:%s".formatted(proxy.host(), proxy.port()))
            .orElse("");
    return new WebException(
        Kind.UNREACHABLE, "%s is not reachable%s: %s".formatted(request, through, why), cause);
  }

  private static String inTls(String message) {
    return message.contains("Unsupported or unrecognized SSL message")
            || message.contains("plaintext connection")
        ? "the answer is no TLS; if the host is to be asked over plain HTTP, name it in"
            + " plain_http_registries"
        : message;
  }

  private static WebException late(WebRequest request, Duration limit) {
    return new WebException(
        Kind.UNREACHABLE,
        "%s has no complete answer within %s ms".formatted(request, limit.toMillis()));
  }
}
