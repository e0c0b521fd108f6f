package dev.attestor.kubernetes.keys;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Reads some texts over HTTPS, all of them within one time limit. Follows redirects only within a
 * host and port. Used by one thread.
 */
final class HttpsReader {

  /** For everything that one reader reads. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** Discovery documents have about 500 bytes, key sets some thousand. */
  static final int MAX_BYTES = 1 << 20;

  private static final int MAX_REDIRECTS = 3;

  /** All readers share its pool, whose idle connections are closed soon. */
  private static final OkHttpClient SHARED =
      new OkHttpClient.Builder()
          .connectTimeout(CONNECT_LIMIT)
          .followRedirects(false)
          .followSslRedirects(false)
          .connectionPool(new ConnectionPool(4, 2, TimeUnit.SECONDS))
          .build();

  private final OkHttpClient client;
  private final long end = System.nanoTime() + LIMIT.toNanos();

  private HttpsReader(OkHttpClient client) {
    this.client = client;
  }

  /**
   * A reader whose time begins now.
   *
   * @param authorities a PEM file of the only trusted CAs; if empty, those of the Java runtime
   * @throws KeyPublisherException if the file is unusable
   */
  static HttpsReader trusting(Optional<Path> authorities) throws KeyPublisherException {
    return new HttpsReader(
        authorities.isPresent() ? TrustedAuthorities.only(authorities.get(), SHARED) : SHARED);
  }

  /**
   * The text at an address.
   *
   * @throws KeyPublisherException if there is none, it is too large, or it is at another host
   */
  String get(URI first) throws KeyPublisherException {
    URI address = first;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      try (Response response = ask(address)) {
        String location = response.header("Location");
        if (response.code() / 100 == 3 && location != null) {
          address = redirected(address, location);
        } else if (response.code() == 200) {
          return text(address, response);
        } else {
          throw failed(address, "answered %s, expected 200".formatted(response.code()), null);
        }
      } catch (KeyPublisherException e) {
        throw e;
      } catch (SSLException e) {
        throw failed(address, "cannot be trusted: " + e.getMessage(), e);
      } catch (IOException e) {
        throw failed(address, "cannot be read: " + e.getMessage(), e);
      }
    }
    throw failed(first, "redirects more than %s times".formatted(MAX_REDIRECTS), null);
  }

  private Response ask(URI address) throws IOException {
    Duration left = Duration.ofNanos(end - System.nanoTime());
    if (left.toMillis() <= 0) {
      throw new IOException("%s s are over".formatted(LIMIT.toSeconds()));
    }
    return client
        .newBuilder()
        .callTimeout(left)
        .readTimeout(left)
        .build()
        .newCall(
            new Request.Builder()
                .url(address.toURL())
                .header("Accept", "application/json, application/jwk-set+json")
                .build())
        .execute();
  }

  private static String text(URI address, Response response) throws IOException {
    byte[] bytes = response.body().byteStream().readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw failed(address, "is larger than %s bytes".formatted(MAX_BYTES), null);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Whoever may write to a page of the host could otherwise choose who names its keys. */
  private static URI redirected(URI from, String location) throws KeyPublisherException {
    try {
      URI to = from.resolve(location);
      if (origin(to).equals(origin(from))) {
        return to;
      }
    } catch (IllegalArgumentException e) {
      throw failed(from, "redirects to \"%s\", which is no address".formatted(location), e);
    }
    throw failed(
        from, "redirects to \"%s\", expected no other host and port".formatted(location), null);
  }

  private static String origin(URI address) {
    int port = address.getPort() >= 0 ? address.getPort() : 443;
    return "%s://%s:%s"
        .formatted(address.getScheme(), address.getHost(), port)
        .toLowerCase(Locale.ROOT);
  }

  private static KeyPublisherException failed(URI address, String what, @Nullable Throwable cause) {
    return new KeyPublisherException("\"%s\" %s".formatted(address, what), cause);
  }
}
