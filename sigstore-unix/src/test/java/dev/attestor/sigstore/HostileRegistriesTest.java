package dev.attestor.sigstore;

import com.sun.net.httpserver.HttpExchange;
import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.sigstore.web.FakeWeb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Registries with wrong or endless answers. */
@ExtendWith(ServersExtension.class)
class HostileRegistriesTest {

  private final Servers servers;

  HostileRegistriesTest(Servers servers) {
    this.servers = servers;
  }

  /** What a registry does with a valid image, and the message that rejects it. */
  record Trick(String name, Consumer<ForgedImage> play, Kind kind, String refusal) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Trick> registries() {
    return Stream.of(
        new Trick(
            "a manifest that is not what its digest says",
            image ->
                image.registry.put(
                    image.imagePath(), "{\"layers\":[]}".getBytes(StandardCharsets.UTF_8)),
            Kind.REFUSED,
            "serves a manifest with the digest \"sha256:"),
        new Trick(
            "a payload that is not what its digest says",
            image ->
                image.registry.put(
                    image.blobPath(),
                    image.payload.replace("\"r\"", "\"s\"").getBytes(StandardCharsets.UTF_8)),
            Kind.REFUSED,
            "serves a blob with the digest \"sha256:"),
        new Trick(
            "a payload said to have 5 GiB",
            image -> {
              image.size = 5L << 30;
              image.publish();
            },
            Kind.REFUSED,
            "has 5368709120 bytes, expected at most 16777216"),
        new Trick(
            "a payload that is larger than said",
            image -> image.registry.handle(image.blobPath(), exchange -> pour(exchange, 1 << 20)),
            Kind.REFUSED,
            "has an answer larger than the limit of "),
        new Trick(
            "a manifest without end",
            image ->
                image.registry.handle(
                    image.imagePath(), exchange -> pour(exchange, Long.MAX_VALUE)),
            Kind.REFUSED,
            "has an answer larger than the limit of 4194304 bytes"),
        new Trick(
            "an announcement of 5 GiB",
            image ->
                image.registry.handle(
                    image.imagePath(),
                    exchange -> {
                      exchange.sendResponseHeaders(200, 5L << 30);
                      exchange.getResponseBody().write(1);
                      exchange.getResponseBody().flush();
                    }),
            Kind.REFUSED,
            "has an answer larger than the limit of 4194304 bytes"),
        new Trick(
            "a redirect to itself",
            image ->
                image.registry.handle(
                    image.imagePath(), exchange -> FakeWeb.redirect(exchange, image.imagePath())),
            Kind.REFUSED,
            "was redirected more than 5 times"),
        new Trick(
            "a redirect to plain HTTP elsewhere",
            image ->
                image.registry.handle(
                    image.imagePath(),
                    exchange -> FakeWeb.redirect(exchange, "http://evil.example/m?secret=1")),
            Kind.REFUSED,
            "\"http://evil.example/m\" is not asked, expected https (plain http only on loopback,"
                + " and to plain_http_registries)"),
        new Trick(
            "a redirect to a file",
            image ->
                image.registry.handle(
                    image.imagePath(),
                    exchange -> FakeWeb.redirect(exchange, "file:///etc/passwd")),
            Kind.REFUSED,
            "is not asked, expected https"),
        new Trick(
            "a list of signatures that is no JSON",
            image -> image.registry.putManifest(ForgedImage.REPOSITORY, image.tag(), "signatures"),
            Kind.REFUSED,
            "that cannot be read: the text is not JSON"),
        new Trick(
            "a list of signatures with a digest that is none",
            image ->
                image.registry.putManifest(
                    ForgedImage.REPOSITORY,
                    image.tag(),
                    "{\"layers\":[{\"digest\":\"../../x\",\"size\":1}]}"),
            Kind.REFUSED,
            "digest is \"../../x\", expected sha256:<hex>"),
        new Trick(
            "nobody is let in",
            image ->
                image.registry.handle(
                    image.imagePath(),
                    exchange -> {
                      FakeWeb.status(exchange, 403);
                    }),
            Kind.REFUSED,
            "does not let these credentials read"),
        new Trick(
            "a server that fails",
            image ->
                image.registry.handle(
                    image.imagePath(),
                    exchange -> {
                      FakeWeb.status(exchange, 503);
                    }),
            Kind.UNAVAILABLE,
            "does not work at http://127.0.0.1:"),
        new Trick(
            "an answer that never comes",
            image ->
                image.registry.handle(
                    image.imagePath(),
                    exchange -> {
                      try {
                        TimeUnit.SECONDS.sleep(30);
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    }),
            Kind.UNAVAILABLE,
            "has no complete answer within "),
        new Trick(
            "an image that is not there",
            image ->
                image.registry.handle(
                    image.imagePath(),
                    exchange -> {
                      FakeWeb.status(exchange, 404);
                    }),
            Kind.REFUSED,
            "has nothing at http://127.0.0.1:"));
  }

  private static void pour(HttpExchange exchange, long bytes) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    byte[] part = new byte[1 << 16];
    for (long sent = 0; sent < bytes; sent += part.length) {
      exchange.getResponseBody().write(part);
    }
    exchange.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("registries")
  void areRefused(Trick trick) {
    SigningKit kit = SigningKit.good();
    ForgedImage image = new ForgedImage(kit, servers.registry());
    image.publish();
    trick.play().accept(image);
    SigstoreConfig config = servers.of(kit).timeout(Duration.ofSeconds(3)).build();

    Servers.assertFails(image.name(), config, trick.kind(), trick.refusal());
  }
}
