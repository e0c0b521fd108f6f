package dev.attestor.sigstore;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.attestor.sigstore.registry.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A statement about an image, signed like cosign's, without a log entry. */
final class ForgedAttestation {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final String TYPE = "application/vnd.in-toto+json";

  private final ForgedImage image;
  final String statement;
  final byte[] signed;
  final byte[] signature;
  final String envelope;

  ForgedAttestation(ForgedImage image) {
    this(image, "https://slsa.dev/provenance/v1");
  }

  ForgedAttestation(ForgedImage image, String predicateType) {
    this.image = image;
    this.statement =
        """
        {"_type":"https://in-toto.io/Statement/v0.1","predicateType":"%s","subject":[{"name":"r","digest":{"sha256":"%s"}}],"predicate":{}}"""
            .formatted(predicateType, image.image.hex());
    String head = "DSSEv1 %s %s %s ".formatted(TYPE.length(), TYPE, statement.length());
    this.signed = bytes(head + statement);
    this.signature = SigningKit.sign(image.key.getPrivate(), signed);
    this.envelope =
        "{\"payloadType\":\"%s\",\"payload\":\"%s\",\"signatures\":[{\"keyid\":\"\",\"sig\":\"%s\"}]}"
            .formatted(TYPE, base64(bytes(statement)), base64(signature));
  }

  /** Publishes it with the image. */
  void publish() {
    Digest digest = image.registry.putBlob(ForgedImage.REPOSITORY, bytes(envelope));
    JsonObject annotations = new JsonObject();
    annotations.addProperty("dev.cosignproject.cosign/signature", "");
    annotations.addProperty("dev.sigstore.cosign/certificate", image.certificate);
    image.registry.putManifest(
        ForgedImage.REPOSITORY,
        "sha256-" + image.image.hex() + ".att",
        "{\"schemaVersion\":2,\"layers\":[{\"mediaType\":\"application/vnd.dsse.envelope.v1+json\",\"digest\":\"%s\",\"size\":%s,\"annotations\":%s}]}"
            .formatted(digest, bytes(envelope).length, GSON.toJson(annotations)));
  }

  /** cosign's query for it. */
  String question() {
    String certificate = base64(bytes(image.certificate));
    return """
        {"entryUUIDs":null,"logIndexes":null,"entries":[
          {"apiVersion":"0.0.1","kind":"dsse","spec":{"signatures":null,
            "proposedContent":{"envelope":%1$s,"verifiers":["%2$s"]}}},
          {"apiVersion":"0.0.1","kind":"intoto","spec":{"publicKey":"%2$s",
            "content":{"envelope":%1$s,"hash":{"algorithm":"sha256","value":"%3$s"}}}}]}
        """
        .formatted(GSON.toJson(envelope), certificate, Digest.of(bytes(envelope)).hex());
  }

  String dsse() {
    return """
        {"apiVersion":"0.0.1","kind":"dsse","spec":{
          "envelopeHash":{"algorithm":"sha256","value":"%s"},
          "payloadHash":{"algorithm":"sha256","value":"%s"},
          "signatures":[{"signature":"%s","verifier":"%s"}]}}
        """
        .formatted(
            Digest.of(bytes(envelope)).hex(),
            Digest.of(bytes(statement)).hex(),
            base64(signature),
            base64(bytes(image.certificate)));
  }

  String intotoOne() {
    return """
        {"apiVersion":"0.0.1","kind":"intoto","spec":{"publicKey":"%s",
          "content":{"hash":{"algorithm":"sha256","value":"%s"},
            "payloadHash":{"algorithm":"sha256","value":"%s"}}}}
        """
        .formatted(
            base64(bytes(image.certificate)),
            Digest.of(bytes(envelope)).hex(),
            Digest.of(bytes(statement)).hex());
  }

  String intotoTwo() {
    return """
        {"apiVersion":"0.0.2","kind":"intoto","spec":{"content":{
          "envelope":{"payloadType":"%s","signatures":[{"publicKey":"%s","sig":"%s"}]},
          "hash":{"algorithm":"sha256","value":"%s"},
          "payloadHash":{"algorithm":"sha256","value":"%s"}}}}
        """
        .formatted(
            TYPE,
            base64(bytes(image.certificate)),
            base64(bytes(base64(signature))),
            Digest.of(bytes(envelope)).hex(),
            Digest.of(bytes(statement)).hex());
  }

  /** The log's answer: an entry with this body, alone in its tree, with promise and proof. */
  String answer(String body) {
    byte[] leaf = bytes("\0" + body);
    byte[] root = Digest.of(leaf).bytes();
    String logId = Digest.of(image.kit.logKey().getEncoded()).hex();
    String promised =
        "{\"body\":\"%s\",\"integratedTime\":%s,\"logID\":\"%s\",\"logIndex\":%s}"
            .formatted(base64(bytes(body)), image.time, logId, image.index);
    String tree = "rekor.example.com - 1\n1\n" + base64(root) + "\n";
    byte[] seal = image.kit.signAsLog(bytes(tree));
    byte[] hinted = new byte[seal.length + 4];
    System.arraycopy(Digest.of(image.kit.logKey().getEncoded()).bytes(), 0, hinted, 0, 4);
    System.arraycopy(seal, 0, hinted, 4, seal.length);
    JsonObject proof = new JsonObject();
    proof.addProperty("logIndex", 0);
    proof.addProperty("treeSize", 1);
    proof.addProperty("rootHash", Digest.of(leaf).hex());
    proof.add("hashes", new JsonArray());
    proof.addProperty("checkpoint", tree + "\n\u2014 rekor.example.com " + base64(hinted) + "\n");
    JsonObject verification = new JsonObject();
    verification.add("inclusionProof", proof);
    verification.addProperty("signedEntryTimestamp", base64(image.kit.signAsLog(bytes(promised))));
    JsonObject entry = GSON.fromJson(promised, JsonObject.class);
    entry.add("verification", verification);
    JsonObject byUuid = new JsonObject();
    byUuid.add(Digest.of(leaf).hex(), entry);
    return "[" + GSON.toJson(byUuid) + "]";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] content) {
    return Base64.getEncoder().encodeToString(content);
  }
}
