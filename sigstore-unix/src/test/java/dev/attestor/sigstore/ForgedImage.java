package dev.attestor.sigstore;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.attestor.sigstore.registry.Digest;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * An image with one signature. A test may change any part. Without changes, it is valid. Derived
 * parts are computed on publishing, unless a test has set them.
 */
final class ForgedImage {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  static final String REPOSITORY = "forged/image";

  final SigningKit kit;
  final FakeRegistry registry;
  final Digest image;
  final KeyPair key;

  String payload;
  byte[] signature;
  String certificate;
  String chain = "";
  long time = SigningKit.SIGNED.getEpochSecond() + 1;
  long index = 7;
  String logId;
  JsonObject body;
  byte[] promise = new byte[0];
  String bundle = "";
  long size = -1;

  ForgedImage(SigningKit kit, FakeRegistry registry) {
    this(kit, registry, SigningKit.key());
  }

  ForgedImage(SigningKit kit, FakeRegistry registry, KeyPair key) {
    this.kit = kit;
    this.key = key;
    this.registry = registry;
    this.image =
        registry.putManifest(
            REPOSITORY,
            """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{
            "mediaType":"application/vnd.oci.image.config.v1+json","size":2,"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"},"layers":[]}""");
    this.payload = payload(image.toString());
    this.signature = SigningKit.sign(key.getPrivate(), payload.getBytes(StandardCharsets.UTF_8));
    this.certificate = SigningKit.pem(kit.issue(new SigningKit.Leaf(), key.getPublic()));
    this.logId = Digest.of(kit.logKey().getEncoded()).hex();
    this.body = new JsonObject();
  }

  static String payload(String digest) {
    return """
        {"critical":{"identity":{"docker-reference":"r"},"image":{"docker-manifest-digest":"%s"},"type":"cosign container image signature"},"optional":null}"""
        .formatted(digest);
  }

  /** Signs another payload. */
  void sign(String other) {
    payload = other;
    signature = SigningKit.sign(key.getPrivate(), payload.getBytes(StandardCharsets.UTF_8));
  }

  void certify(SigningKit.Leaf leaf) {
    certify(kit.issue(leaf, key.getPublic()));
  }

  void certify(X509Certificate other) {
    certificate = SigningKit.pem(other);
  }

  /** The body of the log entry for the current parts. */
  JsonObject entry() {
    return GSON.fromJson(
        """
        {"apiVersion":"0.0.1","kind":"hashedrekord","spec":{
          "data":{"hash":{"algorithm":"sha256","value":"%s"}},
          "signature":{"content":"%s","publicKey":{"content":"%s"}}}}
        """
            .formatted(
                Digest.of(payload.getBytes(StandardCharsets.UTF_8)).hex(),
                Base64.getEncoder().encodeToString(signature),
                Base64.getEncoder().encodeToString(certificate.getBytes(StandardCharsets.UTF_8))),
        JsonObject.class);
  }

  /** The annotation with the log entry and its promise. */
  String bundle() {
    String encoded =
        Base64.getEncoder()
            .encodeToString(
                GSON.toJson(body.size() == 0 ? entry() : body).getBytes(StandardCharsets.UTF_8));
    String signed =
        "{\"body\":\"%s\",\"integratedTime\":%s,\"logID\":\"%s\",\"logIndex\":%s}"
            .formatted(encoded, time, logId, index);
    byte[] set =
        promise.length > 0 ? promise : kit.signAsLog(signed.getBytes(StandardCharsets.UTF_8));
    return "{\"SignedEntryTimestamp\":\"%s\",\"Payload\":%s}"
        .formatted(Base64.getEncoder().encodeToString(set), signed);
  }

  /** Publishes the signature with the image. */
  void publish() {
    publish(1);
  }

  void publish(int copies) {
    byte[] content = payload.getBytes(StandardCharsets.UTF_8);
    Digest digest = registry.putBlob(REPOSITORY, content);
    JsonObject annotations = new JsonObject();
    annotations.addProperty(
        "dev.cosignproject.cosign/signature", Base64.getEncoder().encodeToString(signature));
    annotations.addProperty("dev.sigstore.cosign/certificate", certificate);
    annotations.addProperty("dev.sigstore.cosign/chain", chain);
    annotations.addProperty("dev.sigstore.cosign/bundle", bundle.isEmpty() ? bundle() : bundle);
    JsonObject layer = new JsonObject();
    layer.addProperty("mediaType", "application/vnd.dev.cosign.simplesigning.v1+json");
    layer.addProperty("digest", digest.toString());
    layer.addProperty("size", size < 0 ? content.length : size);
    layer.add("annotations", annotations);
    JsonArray layers = new JsonArray();
    for (int copy = 0; copy < copies; copy++) {
      layers.add(layer);
    }
    JsonObject manifest = new JsonObject();
    manifest.addProperty("schemaVersion", 2);
    manifest.add("layers", layers);
    registry.putManifest(REPOSITORY, tag(), GSON.toJson(manifest));
  }

  String tag() {
    return "sha256-" + image.hex() + ".sig";
  }

  String blobPath() {
    return "/v2/" + REPOSITORY + "/blobs/" + Digest.of(payload.getBytes(StandardCharsets.UTF_8));
  }

  String imagePath() {
    return "/v2/" + REPOSITORY + "/manifests/" + image;
  }

  String name() {
    return registry.address() + "/" + REPOSITORY + "@" + image;
  }
}
