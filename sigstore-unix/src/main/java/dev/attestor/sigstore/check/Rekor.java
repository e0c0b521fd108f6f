package dev.attestor.sigstore.check;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.web.Addresses;
import dev.attestor.sigstore.web.Deadline;
import dev.attestor.sigstore.web.WebClient;
import dev.attestor.sigstore.web.WebException;
import dev.attestor.sigstore.web.WebReply;
import dev.attestor.sigstore.web.WebRequest;
import dev.sigstore.rekor.client.RekorEntry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Searches Rekor for the entry of a signature that came without one: {@code POST
 * /api/v1/log/entries/retrieve} of its OpenAPI document.
 */
final class Rekor {

  private static final long MAX_ANSWER = 4 << 20;
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private final WebClient web;
  private final URI base;

  Rekor(WebClient web, URI base) {
    this.web = web;
    this.base = base;
  }

  /** Entries that may be about the claim; none is verified yet. */
  List<RekorEntry> find(Claim claim, Deadline deadline) throws CheckException {
    URI address =
        URI.create(base.toString().replaceFirst("/+$", "") + "/api/v1/log/entries/retrieve");
    WebReply reply;
    try {
      reply =
          web.send(WebRequest.post(address, GSON.toJson(question(claim)), MAX_ANSWER), deadline);
    } catch (WebException e) {
      throw SignatureCheck.FETCH.failed(
          "the transparency log cannot be asked: " + e.getMessage(), e);
    }
    if (reply.status() != 200) {
      throw SignatureCheck.FETCH.failed(
          "the transparency log at %s answered with status %s"
              .formatted(Addresses.shown(address), reply.status()));
    }
    try {
      List<RekorEntry> found = new ArrayList<>();
      for (JsonObject byUuid : Json.array(new String(reply.body(), StandardCharsets.UTF_8))) {
        for (String uuid : byUuid.keySet()) {
          found.add(RekorEntries.ofAnswer(Json.required(byUuid, uuid)));
        }
      }
      return found;
    } catch (BadJsonException e) {
      throw SignatureCheck.LOG.failed(
          "the transparency log's answer cannot be read: " + e.getMessage(), e);
    }
  }

  /** The same query as cosign's: an envelope may be in the log as either of two kinds. */
  private static JsonObject question(Claim claim) throws CheckException {
    JsonArray entries = new JsonArray();
    if (claim.kind() == Claim.Kind.PLAIN) {
      entries.add(proposed("hashedrekord", hashedRekord(claim)));
    } else {
      entries.add(proposed("dsse", dsse(claim)));
      entries.add(proposed("intoto", intoto(claim)));
    }
    JsonObject question = new JsonObject();
    question.add("entryUUIDs", JsonNull.INSTANCE);
    question.add("logIndexes", JsonNull.INSTANCE);
    question.add("entries", entries);
    return question;
  }

  private static JsonObject proposed(String kind, JsonObject spec) {
    JsonObject entry = new JsonObject();
    entry.addProperty("apiVersion", "0.0.1");
    entry.add("spec", spec);
    entry.addProperty("kind", kind);
    return entry;
  }

  private static JsonObject hashedRekord(Claim claim) throws CheckException {
    JsonObject publicKey = new JsonObject();
    publicKey.addProperty("content", base64Pem(claim.certificate()));
    JsonObject signature = new JsonObject();
    signature.addProperty("content", Base64.getEncoder().encodeToString(claim.signature()));
    signature.add("publicKey", publicKey);
    JsonObject spec = new JsonObject();
    spec.add("data", holding("hash", sha256(claim.payload())));
    spec.add("signature", signature);
    return spec;
  }

  private static JsonObject dsse(Claim claim) throws CheckException {
    JsonArray verifiers = new JsonArray();
    verifiers.add(new JsonPrimitive(base64Pem(claim.certificate())));
    JsonObject proposed = new JsonObject();
    proposed.addProperty("envelope", claim.envelope());
    proposed.add("verifiers", verifiers);
    JsonObject spec = holding("proposedContent", proposed);
    spec.add("signatures", JsonNull.INSTANCE);
    return spec;
  }

  private static JsonObject intoto(Claim claim) throws CheckException {
    JsonObject content = new JsonObject();
    content.addProperty("envelope", claim.envelope());
    content.add("hash", sha256(claim.envelope().getBytes(StandardCharsets.UTF_8)));
    JsonObject spec = holding("content", content);
    spec.addProperty("publicKey", base64Pem(claim.certificate()));
    return spec;
  }

  private static JsonObject sha256(byte[] content) {
    JsonObject hash = new JsonObject();
    hash.addProperty("algorithm", "sha256");
    hash.addProperty("value", Digest.of(content).hex());
    return hash;
  }

  private static JsonObject holding(String key, JsonObject value) {
    JsonObject outer = new JsonObject();
    outer.add(key, value);
    return outer;
  }

  private static String base64Pem(X509Certificate certificate) throws CheckException {
    try {
      String der =
          Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
      String pem = "-----BEGIN CERTIFICATE-----\n" + der + "\n-----END CERTIFICATE-----\n";
      return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    } catch (CertificateEncodingException e) {
      throw SignatureCheck.FORMAT.failed("the certificate cannot be encoded", e);
    }
  }
}
