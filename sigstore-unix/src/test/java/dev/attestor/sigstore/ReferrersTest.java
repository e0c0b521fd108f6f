package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import dev.attestor.sigstore.check.Verified;
import dev.attestor.sigstore.find.Candidate.Purpose;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.web.FakeWeb;
import dev.attestor.testkit.SignedCases;
import dev.attestor.testkit.SignedCases.Case;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles found through a registry's referrers API, or the fallback tag. */
@ExtendWith(ServersExtension.class)
class ReferrersTest {

  private static final String REPOSITORY = "cases/new-bundle-v3";
  private static final Case IMAGE = SignedCases.named("new-bundle-v3");
  private static final String TAG = "/v2/%s/manifests/%s".formatted(REPOSITORY, tag());
  private static final String API = "/v2/%s/referrers/%s".formatted(REPOSITORY, IMAGE.digest());
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String SIGNER = "alice@example.com";

  private final Servers servers;
  private final String bundle;

  ReferrersTest(Servers servers) {
    this.servers = servers;
    servers.copy(REPOSITORY);
    JsonObject index = servers.registry().manifest(REPOSITORY, tag());
    bundle = index.getAsJsonArray("manifests").get(0).toString();
    servers.registry().web().remove(TAG);
  }

  private static String tag() {
    return IMAGE.digest().replace(':', '-');
  }

  @Test
  void theRegistrysListIsAsked() {
    serve(list(bundle));

    assertThat(verified()).isEqualTo(SIGNER);
    assertThat(servers.registry().requests()).contains(API).doesNotContain(TAG);
  }

  @Test
  void theListMayComeInPages() {
    servers.registry().handle(API, exchange -> page(exchange, list(other(1)), API + "/2"));
    servers.registry().handle(API + "/2", exchange -> page(exchange, list(other(2)), API + "/3"));
    servers.registry().handle(API + "/3", exchange -> page(exchange, list(bundle), ""));

    assertThat(verified()).isEqualTo(SIGNER);
  }

  @Test
  void whatIsNoBundleIsNotFetched() {
    serve(list(IntStream.range(0, 500).mapToObj(ReferrersTest::other).toList(), bundle));

    assertThat(verified()).isEqualTo(SIGNER);
    assertThat(servers.registry().requests()).hasSizeLessThan(10);
  }

  @Test
  void whatCannotBeHadSaysNothingOfTheOthers() {
    String gone = bundle.replaceFirst("sha256:[0-9a-f]{64}", digest(7));
    serve(list(gone, bundle));

    assertThat(verified()).isEqualTo(SIGNER);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 406, 500, 501, 503})
  void withoutTheApiTheTagIsAsked(int status) {
    servers.registry().handle(API, exchange -> FakeWeb.status(exchange, status));
    servers.registry().put(TAG, list(bundle).getBytes(StandardCharsets.UTF_8));

    assertThat(verified()).isEqualTo(SIGNER);
  }

  @Test
  void aPageForPeopleIsNoApi() {
    servers
        .registry()
        .handle(
            API,
            exchange -> {
              exchange.getResponseHeaders().set("Content-Type", "text/html");
              FakeWeb.send(exchange, "<html>".getBytes(StandardCharsets.UTF_8));
            });
    servers.registry().put(TAG, list(bundle).getBytes(StandardCharsets.UTF_8));

    assertThat(verified()).isEqualTo(SIGNER);
  }

  @Test
  void withoutAnyTheImageIsNotSigned() {
    serve(list());

    Servers.assertRefused(
        servers.name(IMAGE),
        servers.recorded(),
        "has no signature: tag " + tag() + ".sig: nothing; referrers: nothing");
  }

  /** An answer to the request for referrers, and the message that rejects it. */
  record Trick(String name, String body, String next, String refusal) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Trick> tricks() {
    return Stream.of(
        refused(
            "no JSON", "referrers", "", "has a list of referrers that cannot be read: the text"),
        refused(
            "a digest that is none",
            list("{\"artifactType\":\"%s\",\"digest\":\"../../x\",\"size\":1}".formatted("x")),
            "",
            "digest is \"../../x\", expected sha256:<hex>"),
        refused(
            "a list larger than any",
            list(other(1)) + " ".repeat(5 << 20),
            "",
            "has an answer larger than the limit of 4194304 bytes"),
        refused("pages without end", list(other(1)), API, "has more than 10 pages of referrers"),
        refused(
            "a next page elsewhere",
            list(other(1)),
            "http://evil.example/list?secret=1",
            "a list of referrers goes on at another host"),
        refused(
            "a next page at no address",
            list(other(1)),
            "http://[",
            "a list of referrers goes on at no address"),
        refused(
            "more bundles than anybody makes",
            list(IntStream.range(0, 101).mapToObj(ReferrersTest::vague).toList()),
            "",
            "referrers: there are 101 manifests that refer to the image, expected at most 100"));
  }

  private static Trick refused(String name, String body, String next, String refusal) {
    return new Trick(name, body, next, refusal);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tricks")
  void refusesListsThatAreNotRight(Trick trick) {
    servers.registry().handle(API, exchange -> page(exchange, trick.body(), trick.next()));
    // The fallback tag is not used if the API exists.
    servers.registry().put(TAG, list(bundle).getBytes(StandardCharsets.UTF_8));

    Servers.assertRefused(servers.name(IMAGE), servers.recorded(), trick.refusal());
  }

  private String verified() {
    return Servers.verify(servers.name(IMAGE), servers.recorded()).good(Purpose.SIGNATURE).stream()
        .map(Verified::subject)
        .collect(Collectors.joining());
  }

  private void serve(String list) {
    servers.registry().handle(API, exchange -> page(exchange, list, ""));
  }

  private static void page(HttpExchange exchange, String list, String next) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", INDEX);
    if (!next.isEmpty()) {
      exchange.getResponseHeaders().set("Link", "<%s>; rel=\"next\"".formatted(next));
    }
    FakeWeb.send(exchange, list.getBytes(StandardCharsets.UTF_8));
  }

  private static String list(List<String> some, String... more) {
    return list(Stream.concat(some.stream(), Stream.of(more)).toArray(String[]::new));
  }

  private static String list(String... descriptors) {
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
        .formatted(INDEX, String.join(",", descriptors));
  }

  /** Another referrer of the image. */
  private static String other(int number) {
    return described(number, "application/spdx+json");
  }

  /** A referrer that does not say what it is. */
  private static String vague(int number) {
    return described(number, "");
  }

  private static String described(int number, String type) {
    return "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"artifactType\":\"%s\",\"digest\":\"%s\",\"size\":1}"
        .formatted(type, digest(number));
  }

  private static String digest(int number) {
    return Digest.of(("other " + number).getBytes(StandardCharsets.UTF_8)).toString();
  }
}
