package dev.attestor.sigstore;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.testkit.SignedCases;
import dev.attestor.testkit.SignedCases.Case;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Invalid Sigstore bundles. */
@ExtendWith(ServersExtension.class)
class HostileBundlesTest {

  private static final Gson GSON = new Gson();

  private final Servers servers;

  HostileBundlesTest(Servers servers) {
    this.servers = servers;
  }

  /** A change of a Sigstore bundle, and the message that rejects it. */
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
            "log: the bundle has no log entry, so it would count only with ignore_tlog"),
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
  void areRefused(Change change) throws IOException {
    Case image = SignedCases.named("new-bundle-v3");
    String repository = "cases/new-bundle-v3";
    servers.copy(repository);
    String tag = image.digest().replace(':', '-');
    JsonObject index = servers.registry().manifest(repository, tag);
    JsonObject referrer = index.getAsJsonArray("manifests").get(0).getAsJsonObject();
    JsonObject manifest =
        servers.registry().manifest(repository, referrer.get("digest").getAsString());
    JsonObject layer = manifest.getAsJsonArray("layers").get(0).getAsJsonObject();
    byte[] blob =
        servers
            .registry()
            .content("/v2/" + repository + "/blobs/" + layer.get("digest").getAsString());
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
    layer.addProperty("digest", servers.registry().putBlob(repository, changed).toString());
    layer.addProperty("size", changed.length);
    String text = GSON.toJson(manifest);
    Digest digest = servers.registry().putManifest(repository, text);
    referrer.addProperty("digest", digest.toString());
    referrer.addProperty("size", text.length());
    servers.registry().putManifest(repository, tag, GSON.toJson(index));

    Servers.assertRefused(servers.name(image), servers.recorded(), change.refusal());
  }

  @Test
  void refusesABundleThatBelongsToAnotherImage() throws IOException {
    servers.copy("cases/new-bundle-v3");
    servers.copy("cases/new-bundle-v2");
    Case image = SignedCases.named("new-bundle-v3");
    Case other = SignedCases.named("new-bundle-v2");
    JsonObject index =
        servers.registry().manifest("cases/new-bundle-v2", other.digest().replace(':', '-'));
    String referrer =
        index.getAsJsonArray("manifests").get(0).getAsJsonObject().get("digest").getAsString();
    servers
        .registry()
        .putManifest("cases/new-bundle-v3", image.digest().replace(':', '-'), GSON.toJson(index));
    servers
        .registry()
        .putManifest(
            "cases/new-bundle-v3",
            referrer,
            new String(
                servers.registry().content("/v2/cases/new-bundle-v2/manifests/" + referrer),
                StandardCharsets.UTF_8));

    Servers.assertRefused(
        servers.name(image),
        servers.recorded(),
        "format: it belongs to \"" + other.digest() + "\"");
  }
}
