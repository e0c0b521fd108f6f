package dev.attestor.kubernetes.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.attestor.standin.CertificateAuthority;
import dev.attestor.standin.KubeletStandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An issuer with a certificate of our CA, and what others may put in its place. */
class OidcIssuerTest {

  private static final String PLACE = "/.well-known/openid-configuration";

  @FunctionalInterface
  private interface Page {
    void answer(HttpExchange exchange) throws IOException;
  }

  @TempDir private Path folder;
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final AtomicLong sent = new AtomicLong();
  private KubeletStandIn host;
  private Path authorities;

  @BeforeEach
  void start() throws Exception {
    CertificateAuthority authority = CertificateAuthority.create("test");
    authorities = Files.writeString(folder.resolve("ca.crt"), pem(authority));
    host =
        KubeletStandIn.secure(
            authority.issueServer("issuer", List.of("localhost"), List.of()),
            authority,
            exchange -> {
              try (exchange) {
                pages
                    .getOrDefault(
                        exchange.getRequestURI().getPath(), each -> text(each, 404, "nothing"))
                    .answer(exchange);
              }
            });
  }

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void readsTheKeySetThatTheIssuerNames() throws Exception {
    pages.put("/a" + PLACE, discovery(url("/a"), url("/keys")));
    pages.put("/keys", exchange -> text(exchange, 200, "{\"keys\": []}"));

    assertThat(issuer("/a").read()).isEqualTo("{\"keys\": []}");
  }

  @Test
  void leavesOutASlashAtTheEndOfTheIssuer() throws Exception {
    pages.put("/a" + PLACE, discovery(url("/a/"), url("/keys")));
    pages.put("/keys", exchange -> text(exchange, 200, "set"));

    assertThat(issuer("/a/").read()).isEqualTo("set");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"/b", "/a/", ""})
  void refusesADocumentOfAnotherIssuer(String other) {
    pages.put("/a" + PLACE, discovery(url(other), url("/keys")));
    pages.put("/keys", exchange -> text(exchange, 200, "set"));

    assertThat(failure(issuer("/a")))
        .isEqualTo(
            "\"%s\" names the issuer \"%s\", expected exactly \"%s\""
                .formatted(url("/a" + PLACE), url(other), url("/a")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://127.0.0.1:1/keys | redirects to "https://127.0.0.1:1/keys", expected no other host and port
          http://localhost/keys    | redirects to "http://localhost/keys", expected no other host and port
          //evil.example/keys      | redirects to "//evil.example/keys", expected no other host and port
          ht tp://x                | redirects to "ht tp://x", which is no address
          /keys                    | redirects more than 3 times
          """)
  void refusesARedirectToAnotherHost(String location, String expected) {
    pages.put("/a" + PLACE, discovery(url("/a"), url("/keys")));
    pages.put("/keys", exchange -> redirect(exchange, location));

    assertThat(failure(issuer("/a"))).isEqualTo("\"%s\" %s".formatted(url("/keys"), expected));
  }

  @Test
  void followsARedirectWithinTheHost() throws Exception {
    pages.put(PLACE, exchange -> redirect(exchange, "/new"));
    pages.put("/new", discovery(url(""), url("/keys")));
    pages.put("/keys", exchange -> text(exchange, 200, "set"));

    assertThat(issuer("").read()).isEqualTo("set");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"http://localhost/keys", "file:///etc/passwd", "/keys", "https://", "a b"})
  void refusesAKeySetWithoutHttps(String keys) {
    pages.put(PLACE, discovery(url(""), keys));

    assertThat(failure(issuer("")))
        .isEqualTo(
            "\"%s\" names the key set \"%s\", expected https://<host>/<path>"
                .formatted(url(PLACE), keys));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "hello",
        "[]",
        "{}",
        "{\"issuer\": \"i\"}",
        "{\"issuer\": 7, \"jwks_uri\": \"k\"}",
        "{\"issuer\": \"i\", \"issuer\": \"j\", \"jwks_uri\": \"k\"}",
        "{\"issuer\": \"i\", \"jwks_uri\": \"k\"} {}",
        "{\"issuer\": \"i\", \"jwks_uri\": \"k\""
      })
  void refusesWhatIsNoDiscoveryDocument(String text) {
    pages.put(PLACE, exchange -> text(exchange, 200, text));

    assertThat(failure(issuer("")))
        .isEqualTo(
            "\"%s\" is not a discovery document, expected a JSON object with one \"issuer\" and one \"jwks_uri\""
                .formatted(url(PLACE)));
  }

  @Test
  void stopsReadingAHugeKeySet() {
    pages.put(PLACE, discovery(url(""), url("/keys")));
    pages.put("/keys", exchange -> flood(exchange, 1L << 30));

    assertThat(failure(issuer("")))
        .isEqualTo("\"%s\" is larger than 1048576 bytes".formatted(url("/keys")));
    assertThat(sent.get()).isLessThan(64L << 20);
  }

  @Test
  void givesUpOnAHostThatDripsItsAnswer() {
    pages.put(PLACE, this::drip);
    long begin = System.nanoTime();

    assertThat(failure(issuer(""))).startsWith("\"%s\" cannot be read: ".formatted(url(PLACE)));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void saysWhatTheHostAnswered() {
    assertThat(failure(issuer("")))
        .isEqualTo("\"%s\" answered 404, expected 200".formatted(url(PLACE)));
  }

  @Test
  void trustsNoOtherAuthority() throws Exception {
    String url = url("");
    Path other =
        Files.writeString(folder.resolve("other.crt"), pem(CertificateAuthority.create("another")));

    assertThat(failure(new OidcIssuer(url, Optional.of(other)))).contains("cannot be trusted: ");
    assertThat(failure(new OidcIssuer(url, Optional.empty()))).contains("cannot be trusted: ");
  }

  @Test
  void namesACaFileThatIsUnusable() throws Exception {
    Path missing = folder.resolve("none");
    assertThat(failure(new OidcIssuer(url(""), Optional.of(missing))))
        .isEqualTo("the CA file \"%s\" cannot be used: it does not exist".formatted(missing));
    Path words = Files.writeString(folder.resolve("words"), "hello");
    assertThat(failure(new OidcIssuer(url(""), Optional.of(words))))
        .startsWith("the CA file \"%s\" cannot be used: it ".formatted(words));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "https://a, true",
    "https://a:8443/b/, true",
    "http://a, false",
    "https://, false",
    "https://u@a, false",
    "https://a?b, false",
    "https://a#b, false",
    "a b, false",
    "kubernetes/serviceaccount, false"
  })
  void knowsWhichIssuersHaveAnAddress(String issuer, boolean expected) {
    assertThat(OidcIssuer.isValid(issuer)).isEqualTo(expected);
  }

  @Test
  void showsNoControlCharactersOfAnIssuer() {
    assertThatExceptionOfType(KeyPublisherException.class)
        .isThrownBy(
            () -> {
              throw new KeyPublisherException("a\u001b[2J\nb" + "c".repeat(2000), null);
            })
        .withMessageStartingWith("a?[2J?b")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1100));
  }

  private OidcIssuer issuer(String path) {
    return new OidcIssuer(url(path), Optional.of(authorities));
  }

  private String url(String path) {
    return "https://localhost:" + host.port() + path;
  }

  private static String failure(OidcIssuer issuer) {
    return String.valueOf(
        catchThrowableOfType(KeyPublisherException.class, issuer::read).getMessage());
  }

  private static Page discovery(String issuer, String keys) {
    return exchange ->
        text(
            exchange,
            200,
            "{\"x\": [{}], \"issuer\": \"%s\", \"jwks_uri\": \"%s\"}".formatted(issuer, keys));
  }

  private static void text(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    exchange.sendResponseHeaders(302, -1);
  }

  private void flood(HttpExchange exchange, long size) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    byte[] part = new byte[1 << 16];
    for (long done = 0; done < size; done += part.length) {
      exchange.getResponseBody().write(part);
      sent.addAndGet(part.length);
    }
  }

  private void drip(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try {
      for (int i = 0; i < 600; i++) {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String pem(CertificateAuthority authority) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
        .formatted(
            Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(authority.certificate().getEncoded()));
  }
}
