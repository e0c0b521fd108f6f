package dev.attestor.sigstore;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.attestor.sigstore.SigningKit.Keys;
import dev.attestor.sigstore.registry.Digest;
import dev.sigstore.merkle.InclusionProofVerifier;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An image with one Sigstore bundle, like cosign's with Rekor v2. A test may change any part.
 * Without changes, it is valid. Derived parts are computed on publishing, unless a test has set
 * them. The entry is the second of three in its log.
 */
final class ForgedBundle {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final String TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  static final String LOG = "log.example.com";

  final ForgedImage image;
  final ForgedAttestation signed;
  final TimestampKit authority = new TimestampKit("timestamps");
  SigningKit log;
  Instant time = SigningKit.SIGNED.plusSeconds(60);
  final List<byte[]> timestamps = new ArrayList<>();
  boolean hasTimestamps = true;
  boolean hasEntry = true;
  JsonObject body;
  String origin = LOG;
  String signer = LOG;
  String logId;
  long index = 1;
  long proven = 1;
  long size = 3;
  final List<byte[]> hashes = new ArrayList<>();
  byte[] checkpointRoot = new byte[0];
  long integratedTime;
  byte[] promise = new byte[0];

  ForgedBundle(FakeRegistry registry) {
    this(registry, Keys.ED25519);
  }

  ForgedBundle(FakeRegistry registry, Keys logKeys) {
    this(registry, logKeys, "https://sigstore.dev/cosign/sign/v1");
  }

  ForgedBundle(FakeRegistry registry, Keys logKeys, String predicateType) {
    this.image = new ForgedImage(SigningKit.of(Keys.P256, Keys.P256, logKeys), registry);
    this.signed = new ForgedAttestation(image, predicateType);
    this.log = image.kit;
    this.logId = noteId(LOG, log.logKey());
    this.body = hashedRekord(signed.signed);
    hashes.add(leaf("first"));
    hashes.add(leaf("third"));
  }

  /** The log ID in Rekor v1. */
  static String keyId(SigningKit log) {
    return Digest.of(log.logKey().getEncoded()).hex();
  }

  /**
   * The log ID of C2SP's {@code signed-note.md} for an Ed25519 key; others use the digest of the
   * key.
   */
  static String noteId(String name, PublicKey key) {
    byte[] encoded = key.getEncoded();
    if (!key.getAlgorithm().equals("EdDSA")) {
      return Digest.of(encoded).hex();
    }
    byte[] named = bytes(name + "\n\1");
    byte[] all = new byte[named.length + 32];
    System.arraycopy(named, 0, all, 0, named.length);
    System.arraycopy(encoded, encoded.length - 32, all, named.length, 32);
    return Digest.of(all).hex();
  }

  /** An entry with the digest of some bytes. */
  JsonObject hashedRekord(byte[] content) {
    return parse(
        """
        {"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{
          "data":{"algorithm":"SHA2_256","digest":"%s"},"signature":%s}}}
        """
            .formatted(base64(Digest.of(content).bytes()), signature()));
  }

  /** An entry of the kind that older clients create. */
  JsonObject dsse() {
    return parse(
        """
        {"apiVersion":"0.0.2","kind":"dsse","spec":{"dsseV002":{
          "payloadHash":{"algorithm":"SHA2_256","digest":"%s"},"signatures":[%s]}}}
        """
            .formatted(base64(Digest.of(bytes(signed.statement)).bytes()), signature()));
  }

  private String signature() {
    return """
        {"content":"%s","verifier":{"keyDetails":"PKIX_ECDSA_P256_SHA_256",
          "x509Certificate":{"rawBytes":"%s"}}}
        """
        .formatted(base64(signed.signature), certificate());
  }

  private String certificate() {
    return image.certificate.replaceAll("-----[A-Z ]+-----|\n", "");
  }

  private static JsonObject parse(String json) {
    return GSON.fromJson(json, JsonObject.class);
  }

  /** Publishes the bundle with the image. */
  void publish() {
    byte[] content = bytes(GSON.toJson(bundle()));
    Digest blob = image.registry.putBlob(ForgedImage.REPOSITORY, content);
    String manifest =
        """
        {"schemaVersion":2,"artifactType":"%1$s","layers":[{"mediaType":"%1$s","digest":"%2$s","size":%3$s}],
        "subject":{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%4$s","size":1}}"""
            .formatted(TYPE, blob, content.length, image.image);
    Digest referrer = image.registry.putManifest(ForgedImage.REPOSITORY, manifest);
    image.registry.putManifest(
        ForgedImage.REPOSITORY,
        "sha256-" + image.image.hex(),
        "{\"schemaVersion\":2,\"manifests\":[{\"artifactType\":\"%s\",\"digest\":\"%s\",\"size\":%s}]}"
            .formatted(TYPE, referrer, manifest.length()));
  }

  private JsonObject bundle() {
    if (timestamps.isEmpty() && hasTimestamps) {
      timestamps.add(authority.stamp(signed.signature, time));
    }
    JsonArray stamps = new JsonArray();
    for (byte[] each : timestamps) {
      stamps.add(parse("{\"signedTimestamp\":\"" + base64(each) + "\"}"));
    }
    return parse(
        """
        {"mediaType":"%s","verificationMaterial":{"certificate":{"rawBytes":"%s"},
          "tlogEntries":[%s],"timestampVerificationData":{"rfc3161Timestamps":%s}},
          "dsseEnvelope":%s}
        """
            .formatted(TYPE, certificate(), hasEntry ? entry() : "", stamps, signed.envelope));
  }

  private JsonObject entry() {
    String text = GSON.toJson(body);
    byte[] root = root(leaf(text));
    JsonArray path = new JsonArray();
    hashes.forEach(hash -> path.add(new JsonPrimitive(base64(hash))));
    JsonObject entry =
        parse(
            """
            {"logIndex":"%s","logId":{"keyId":"%s"},"canonicalizedBody":"%s","integratedTime":"%s",
              "kindVersion":{"kind":"hashedrekord","version":"0.0.2"},
              "inclusionProof":{"logIndex":"%s","treeSize":"%s","rootHash":"%s","hashes":%s}}
            """
                .formatted(
                    index,
                    base64(new Digest(logId).bytes()),
                    base64(bytes(text)),
                    integratedTime,
                    proven,
                    size,
                    base64(root),
                    path));
    JsonObject checkpoint = new JsonObject();
    checkpoint.addProperty("envelope", checkpoint(root));
    entry.getAsJsonObject("inclusionProof").add("checkpoint", checkpoint);
    if (promise.length > 0) {
      entry.add(
          "inclusionPromise", parse("{\"signedEntryTimestamp\":\"" + base64(promise) + "\"}"));
    }
    return entry;
  }

  /** The root of the three entries, regardless of the proof. */
  private static byte[] root(byte[] mine) {
    return InclusionProofVerifier.hashChildren(
        InclusionProofVerifier.hashChildren(leaf("first"), mine), leaf("third"));
  }

  private String checkpoint(byte[] root) {
    String tree =
        "%s\n%s\n%s\n"
            .formatted(origin, size, base64(checkpointRoot.length > 0 ? checkpointRoot : root));
    byte[] seal = log.signAsLog(bytes(tree));
    byte[] hinted = new byte[seal.length + 4];
    System.arraycopy(new Digest(logId).bytes(), 0, hinted, 0, 4);
    System.arraycopy(seal, 0, hinted, 4, seal.length);
    return "%s\n\u2014 %s %s\n".formatted(tree, signer, base64(hinted));
  }

  /** RFC 6962, 2.1. */
  static byte[] leaf(String text) {
    return Digest.of(bytes("\0" + text)).bytes();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String base64(byte[] content) {
    return Base64.getEncoder().encodeToString(content);
  }
}
