package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.sun.net.httpserver.HttpExchange;
import dev.attestor.config.SigstoreConfig;
import dev.attestor.config.SigstoreConfig.Trust;
import dev.attestor.error.ImageVerificationException;
import dev.attestor.error.ImageVerificationException.Kind;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.registry.ImageReference;
import dev.attestor.testkit.FakeRekor;
import dev.attestor.testkit.SignedCases;
import dev.attestor.testkit.SignedCases.Case;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Registries and logs that lie, or never come to an end. */
class HostileServersTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-24T08:00:00Z"), ZoneOffset.UTC);
  private static final Gson GSON = new Gson();

  @TempDir private static Path storage;
  @TempDir private Path folder;
  private FakeRegistry registry;
  private FakeRekor rekor;

  @BeforeAll
  static void unpack() throws IOException, InterruptedException {
    SignedCases.storage(storage);
  }

  @BeforeEach
  void start() throws IOException {
    registry = FakeRegistry.start();
    rekor = FakeRekor.start();
  }

  @AfterEach
  void stop() {
    registry.close();
    rekor.close();
  }

  /** What a registry does with a good image, and the words with which that is refused. */
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
                    image.imagePath(),
                    exchange -> FakeRegistry.redirect(exchange, image.imagePath())),
            Kind.REFUSED,
            "was redirected more than 5 times"),
        new Trick(
            "a redirect to plain HTTP elsewhere",
            image ->
                image.registry.handle(
                    image.imagePath(),
                    exchange -> FakeRegistry.redirect(exchange, "http://evil.example/m?secret=1")),
            Kind.REFUSED,
            "\"http://evil.example/m\" is not asked, expected https (plain http only on loopback)"),
        new Trick(
            "a redirect to a file",
            image ->
                image.registry.handle(
                    image.imagePath(),
                    exchange -> FakeRegistry.redirect(exchange, "file:///etc/passwd")),
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
                      exchange.sendResponseHeaders(403, -1);
                      exchange.close();
                    }),
            Kind.REFUSED,
            "lets nobody with these credentials read"),
        new Trick(
            "a server that fails",
            image ->
                image.registry.handle(
                    image.imagePath(),
                    exchange -> {
                      exchange.sendResponseHeaders(503, -1);
                      exchange.close();
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
                      exchange.sendResponseHeaders(404, -1);
                      exchange.close();
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
  void refusesTricksOfRegistries(Trick trick) {
    SigningKit kit = SigningKit.good();
    ForgedImage image = new ForgedImage(kit, registry);
    image.publish();
    trick.play().accept(image);
    SigstoreConfig config =
        Configs.files(folder)
            .withoutSct()
            .timeout(Duration.ofSeconds(3))
            .trust(
                new Trust(
                    Optional.empty(),
                    Optional.of(kit.writeRoot(folder)),
                    Optional.of(kit.writeLogKey(folder)),
                    Optional.empty(),
                    folder))
            .build();

    assertThatExceptionOfType(ImageVerificationException.class)
        .isThrownBy(() -> verify(image.name(), config))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(trick.kind()))
        .withMessageContaining(trick.refusal())
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  /** A change of the log's answer about {@code no-bundle}, and the words that refuse it. */
  record Answer(String name, Consumer<JsonObject> change, String refusal) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Answer> answers() {
    return Stream.of(
        new Answer(
            "a bit of a hash flipped",
            entry -> flipHex(proof(entry).getAsJsonArray("hashes"), 0),
            "log: the inclusion proof does not verify"),
        new Answer(
            "a hash too few",
            entry -> proof(entry).getAsJsonArray("hashes").remove(0),
            "log: the inclusion proof does not verify"),
        new Answer(
            "another place in the tree",
            entry -> proof(entry).addProperty("logIndex", 11),
            "log: the inclusion proof does not verify"),
        new Answer(
            "another root",
            entry -> proof(entry).addProperty("rootHash", "00".repeat(32)),
            "log: the inclusion proof does not verify"),
        new Answer(
            "a root that is no hex",
            entry -> proof(entry).addProperty("rootHash", "root"),
            "log: the inclusion proof's root hash is not hex"),
        new Answer(
            "a checkpoint of another tree",
            entry -> checkpoint(entry, "\n47\n", "\n48\n"),
            "log: the log's checkpoint is of another tree than the inclusion proof"),
        new Answer(
            "a checkpoint of another log's name",
            entry -> checkpoint(entry, "rekor.example.com - 8", "rekor.example.com - 9"),
            "log: the log's checkpoint is not signed by the log"),
        new Answer(
            "a checkpoint that is none",
            entry -> proof(entry).addProperty("checkpoint", "checkpoint"),
            "log: the log's checkpoint cannot be read"),
        new Answer(
            "no proof",
            entry -> entry.getAsJsonObject("verification").remove("inclusionProof"),
            "log: the log's entry has no inclusion proof"),
        new Answer(
            "no promise",
            entry -> entry.getAsJsonObject("verification").remove("signedEntryTimestamp"),
            "log: the log's entry has no signed entry timestamp"),
        new Answer(
            "a later time",
            entry ->
                entry.addProperty("integratedTime", entry.get("integratedTime").getAsLong() + 1),
            "log: the log's signed entry timestamp does not verify"),
        new Answer(
            "another log's name",
            entry -> entry.addProperty("logID", "b1".repeat(32)),
            "is not trusted"),
        new Answer(
            "no body",
            entry -> entry.remove("body"),
            "log: the transparency log's answer cannot be read: expected a string \"body\""));
  }

  private static JsonObject proof(JsonObject entry) {
    return entry.getAsJsonObject("verification").getAsJsonObject("inclusionProof");
  }

  private static void checkpoint(JsonObject entry, String from, String to) {
    String old = proof(entry).get("checkpoint").getAsString();
    assertThat(old).contains(from);
    proof(entry).addProperty("checkpoint", old.replace(from, to));
  }

  private static void flipHex(JsonArray hashes, int at) {
    String old = hashes.get(at).getAsString();
    char flipped = old.charAt(0) == '0' ? '1' : '0';
    hashes.set(at, new JsonPrimitive(flipped + old.substring(1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void refusesAnswersOfTheLogThatAreNotRight(Answer answer) throws IOException {
    Case image = SignedCases.named("no-bundle");
    registry.copy(storage, "cases/no-bundle");
    JsonObject exchange = SignedCases.exchanges("no-bundle").get(0);
    JsonArray body = JsonParser.parseString(FakeRekor.body(exchange)).getAsJsonArray();
    JsonObject byUuid = body.get(0).getAsJsonObject();
    answer.change().accept(byUuid.getAsJsonObject(byUuid.keySet().iterator().next()));
    rekor.learn(exchange, GSON.toJson(body));

    assertRefused(image, answer.refusal());
  }

  @Test
  void takesTheAnswerUnchanged() throws IOException {
    registry.copy(storage, "cases/no-bundle");
    JsonObject exchange = SignedCases.exchanges("no-bundle").get(0);
    rekor.learn(exchange, FakeRekor.body(exchange));

    verify(name(SignedCases.named("no-bundle")), config());
  }

  /** A change of a Sigstore bundle, and the words that refuse it. */
  record Change(String name, BiConsumer<JsonObject, JsonObject> change, String refusal) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Change> bundles() {
    return Stream.of(
        new Change(
            "a hash of the proof changed",
            (bundle, entry) -> {
              JsonArray hashes = entry.getAsJsonObject("inclusionProof").getAsJsonArray("hashes");
              hashes.set(0, new JsonPrimitive(Base64.getEncoder().encodeToString(new byte[32])));
            },
            "log: the inclusion proof does not verify"),
        new Change(
            "no promise",
            (bundle, entry) -> entry.remove("inclusionPromise"),
            "format: the bundle cannot be read"),
        new Change(
            "no entry",
            (bundle, entry) -> bundle.getAsJsonObject("verificationMaterial").remove("tlogEntries"),
            "format: the bundle cannot be read"),
        new Change(
            "the statement changed",
            (bundle, entry) ->
                bundle
                    .getAsJsonObject("dsseEnvelope")
                    .addProperty(
                        "payload",
                        Base64.getEncoder()
                            .encodeToString(
                                ("{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[],"
                                        + "\"predicateType\":\"https://sigstore.dev/cosign/sign/v1\"}")
                                    .getBytes(StandardCharsets.UTF_8))),
            "payload: what was signed names no image"),
        new Change(
            "another type of payload",
            (bundle, entry) ->
                bundle.getAsJsonObject("dsseEnvelope").addProperty("payloadType", "text/plain"),
            "format: the envelope holds \"text/plain\""),
        new Change(
            "another signature",
            (bundle, entry) ->
                bundle
                    .getAsJsonObject("dsseEnvelope")
                    .getAsJsonArray("signatures")
                    .get(0)
                    .getAsJsonObject()
                    .addProperty("sig", Base64.getEncoder().encodeToString(new byte[70])),
            "signature: the signature does not fit the key of its certificate"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bundles")
  void refusesBundlesThatAreNotRight(Change change) throws IOException {
    Case image = SignedCases.named("new-bundle-v3");
    String repository = "cases/new-bundle-v3";
    registry.copy(storage, repository);
    String tag = image.digest().replace(':', '-');
    JsonObject index = registry.manifest(repository, tag);
    JsonObject referrer = index.getAsJsonArray("manifests").get(0).getAsJsonObject();
    JsonObject manifest = registry.manifest(repository, referrer.get("digest").getAsString());
    JsonObject layer = manifest.getAsJsonArray("layers").get(0).getAsJsonObject();
    byte[] blob =
        registry.content("/v2/" + repository + "/blobs/" + layer.get("digest").getAsString());
    JsonObject bundle =
        JsonParser.parseString(new String(blob, StandardCharsets.UTF_8)).getAsJsonObject();
    JsonObject entry =
        bundle
            .getAsJsonObject("verificationMaterial")
            .getAsJsonArray("tlogEntries")
            .get(0)
            .getAsJsonObject();
    change.change().accept(bundle, entry);
    byte[] changed = GSON.toJson(bundle).getBytes(StandardCharsets.UTF_8);
    layer.addProperty("digest", registry.putBlob(repository, changed).toString());
    layer.addProperty("size", changed.length);
    String text = GSON.toJson(manifest);
    Digest digest = registry.putManifest(repository, text);
    referrer.addProperty("digest", digest.toString());
    referrer.addProperty("size", text.length());
    registry.putManifest(repository, tag, GSON.toJson(index));

    assertRefused(image, change.refusal());
  }

  @Test
  void refusesABundleThatBelongsToAnotherImage() throws IOException {
    registry.copy(storage, "cases/new-bundle-v3");
    registry.copy(storage, "cases/new-bundle-v2");
    Case image = SignedCases.named("new-bundle-v3");
    Case other = SignedCases.named("new-bundle-v2");
    JsonObject index = registry.manifest("cases/new-bundle-v2", other.digest().replace(':', '-'));
    String referrer =
        index.getAsJsonArray("manifests").get(0).getAsJsonObject().get("digest").getAsString();
    registry.putManifest(
        "cases/new-bundle-v3", image.digest().replace(':', '-'), GSON.toJson(index));
    registry.putManifest(
        "cases/new-bundle-v3",
        referrer,
        new String(
            registry.content("/v2/cases/new-bundle-v2/manifests/" + referrer),
            StandardCharsets.UTF_8));

    assertRefused(image, "format: it belongs to \"" + other.digest() + "\"");
  }

  private void assertRefused(Case image, String refusal) {
    assertThatExceptionOfType(ImageVerificationException.class)
        .isThrownBy(() -> verify(name(image), config()))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
        .withMessageContaining(refusal);
  }

  private static void verify(String name, SigstoreConfig config) {
    ImageReference image = ImageReference.parse(name).orElseThrow();
    ImageInspector inspector = Sigstore.inspector(config, CLOCK);
    inspector.require(image, inspector.inspect(image));
  }

  private String name(Case image) {
    return "%s/cases/%s@%s".formatted(registry.address(), image.name(), image.digest());
  }

  private SigstoreConfig config() {
    return Configs.files(folder).rekor(rekor.address()).build();
  }
}
