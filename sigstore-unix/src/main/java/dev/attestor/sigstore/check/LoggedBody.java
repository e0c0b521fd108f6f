package dev.attestor.sigstore.check;

import com.google.gson.JsonObject;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.attestor.input.text.ForeignText;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.trust.PemTrust;
import dev.sigstore.rekor.client.RekorEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The content of a log entry. Supports Rekor's kinds in {@code pkg/types}: {@code hashedrekord}
 * 0.0.1, {@code dsse} 0.0.1, {@code intoto} 0.0.1 and 0.0.2; and those of Rekor v2.
 */
final class LoggedBody {

  private final Claim claim;

  private LoggedBody(Claim claim) {
    this.claim = claim;
  }

  /** Requires that the entry is about this signature, this payload and this certificate. */
  static void requireAbout(RekorEntry entry, Claim claim) throws CheckException {
    String body = new String(LogEntries.base64("body", entry.getBody()), StandardCharsets.UTF_8);
    try {
      new LoggedBody(claim).require(entry, Json.object(body));
    } catch (BadJsonException | IllegalArgumentException e) {
      throw SignatureCheck.LOG.failed("the log's entry cannot be read: " + e.getMessage(), e);
    }
  }

  private void require(RekorEntry entry, JsonObject body) throws BadJsonException, CheckException {
    String kind = Json.text(body, "kind") + " " + Json.text(body, "apiVersion");
    JsonObject spec = Json.required(body, "spec");
    String expected =
        claim.kind() == Claim.Kind.PLAIN
            ? "hashedrekord 0.0.1/2"
            : "dsse 0.0.1/2, intoto 0.0.1/2 or hashedrekord 0.0.2";
    switch (claim.kind() == Claim.Kind.PLAIN ? kind : "envelope " + kind) {
      case "hashedrekord 0.0.1" -> requireHashedRekord(spec);
      case "envelope dsse 0.0.1" -> requireDsse(spec);
      case "envelope intoto 0.0.1" -> requireIntotoOne(spec);
      case "envelope intoto 0.0.2" -> requireIntotoTwo(spec);
      case "hashedrekord 0.0.2", "envelope hashedrekord 0.0.2" -> {
        new RekorV2Body(claim).requireHashedRekord(entry);
      }
      case "envelope dsse 0.0.2" -> new RekorV2Body(claim).requireDsse(entry);
      default ->
          throw SignatureCheck.LOG.failed(
              "the log's entry is of kind \"%s\", expected %s"
                  .formatted(ForeignText.quoted(kind), expected));
    }
  }

  private void requireHashedRekord(JsonObject spec) throws BadJsonException, CheckException {
    // The digest that is signed; larger keys use a larger one.
    requireHash(
        Json.required(Json.required(spec, "data"), "hash"), Set.of("sha256", "sha384", "sha512"));
    JsonObject signature = Json.required(spec, "signature");
    requireSignature(Json.text(signature, "content"));
    requireCertificate(Json.text(Json.required(signature, "publicKey"), "content"));
  }

  private void requireDsse(JsonObject spec) throws BadJsonException, CheckException {
    requireHash(Json.required(spec, "payloadHash"));
    JsonObject signature = only(Json.objects(spec, "signatures"));
    requireSignature(Json.text(signature, "signature"));
    requireCertificate(Json.text(signature, "verifier"));
  }

  /** This kind contains the digest of the envelope, which includes the signature. */
  private void requireIntotoOne(JsonObject spec) throws BadJsonException, CheckException {
    JsonObject content = Json.required(spec, "content");
    JsonObject hash = Json.required(content, "hash");
    byte[] envelope = claim.envelope().getBytes(StandardCharsets.UTF_8);
    if (!Json.text(hash, "algorithm").equals("sha256")
        || !Json.text(hash, "value").equals(Digest.of(envelope).hex())) {
      throw SignatureCheck.LOG.failed("the log's entry is about another envelope");
    }
    requireCertificate(Json.text(spec, "publicKey"));
  }

  private void requireIntotoTwo(JsonObject spec) throws BadJsonException, CheckException {
    JsonObject content = Json.required(spec, "content");
    requireHash(Json.required(content, "payloadHash"));
    JsonObject signature = only(Json.objects(Json.required(content, "envelope"), "signatures"));
    // Encoded in base64 twice: the entry encodes the envelope's text again.
    byte[] once = Base64.getDecoder().decode(Json.text(signature, "sig"));
    requireSignature(new String(once, StandardCharsets.UTF_8));
    requireCertificate(Json.text(signature, "publicKey"));
  }

  private static JsonObject only(List<JsonObject> signatures) throws CheckException {
    if (signatures.size() != 1) {
      throw SignatureCheck.LOG.failed(
          "the log's entry has %s signatures, expected one".formatted(signatures.size()));
    }
    return signatures.get(0);
  }

  private void requireHash(JsonObject hash) throws BadJsonException, CheckException {
    requireHash(hash, Set.of("sha256"));
  }

  private void requireHash(JsonObject hash, Set<String> algorithms)
      throws BadJsonException, CheckException {
    String algorithm = Json.text(hash, "algorithm");
    if (!algorithms.contains(algorithm)
        || !Json.text(hash, "value").equals(hex(algorithm, claim.payload()))) {
      throw SignatureCheck.LOG.failed("the log's entry is about another payload");
    }
  }

  private static String hex(String algorithm, byte[] content) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(algorithm.replace("sha", "SHA-")).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-2", e);
    }
  }

  private void requireSignature(String base64) throws CheckException {
    if (!Arrays.equals(Base64.getDecoder().decode(base64), claim.signature())) {
      throw SignatureCheck.LOG.failed("the log's entry is about another signature");
    }
  }

  private void requireCertificate(String base64) throws CheckException {
    String pem = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    try {
      List<X509Certificate> logged = PemTrust.certificates(pem);
      if (logged.size() == 1 && logged.get(0).equals(claim.certificate())) {
        return;
      }
    } catch (IOException e) {
      throw SignatureCheck.LOG.failed("the log's entry holds no readable certificate", e);
    }
    throw SignatureCheck.LOG.failed("the log's entry is about another certificate");
  }
}
