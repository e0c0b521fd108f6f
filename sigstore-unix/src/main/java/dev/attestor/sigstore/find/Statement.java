package dev.attestor.sigstore.find;

import com.google.gson.JsonObject;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.attestor.input.text.ForeignText;
import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.check.SignatureCheck;
import dev.attestor.sigstore.registry.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * A signed statement about images.
 *
 * @param digests the images that it names
 * @param predicateType the type of an in-toto statement; otherwise empty
 */
record Statement(Set<Digest> digests, String predicateType) {

  static final String IN_TOTO = "application/vnd.in-toto+json";

  /** The statement that cosign 3 makes about an image that it signs. */
  private static final String SIGNS = "https://sigstore.dev/cosign/sign/v1";

  private static final String SIMPLE_SIGNING = "cosign container image signature";
  private static final Set<String> STATEMENT_TYPES =
      Set.of("https://in-toto.io/Statement/v0.1", "https://in-toto.io/Statement/v1");

  Statement {
    digests = Collections.unmodifiableSet(new HashSet<>(digests));
  }

  Candidate.Purpose purpose() {
    return predicateType.equals(SIGNS)
        ? Candidate.Purpose.SIGNATURE
        : Candidate.Purpose.ATTESTATION;
  }

  /** Parses cosign's own format, "simple signing". */
  static Statement ofSimpleSigning(byte[] payload) throws CheckException {
    try {
      JsonObject critical = Json.required(object(payload), "critical");
      String type = Json.text(critical, "type");
      if (!type.equals(SIMPLE_SIGNING)) {
        throw new BadJsonException(
            "type is \"%s\", expected \"%s\"".formatted(ForeignText.quoted(type), SIMPLE_SIGNING));
      }
      String digest = Json.text(Json.required(critical, "image"), "docker-manifest-digest");
      return new Statement(Digest.parse(digest).map(Set::of).orElse(Set.of()), "");
    } catch (BadJsonException e) {
      throw unreadable(e);
    }
  }

  /** Parses an in-toto statement. */
  static Statement ofInToto(byte[] payload) throws CheckException {
    try {
      JsonObject json = object(payload);
      String type = Json.text(json, "_type");
      if (!STATEMENT_TYPES.contains(type)) {
        throw new BadJsonException(
            "_type is \"%s\", expected an in-toto statement".formatted(ForeignText.quoted(type)));
      }
      Set<Digest> digests = new HashSet<>();
      for (JsonObject subject : Json.objects(json, "subject")) {
        String hex = Json.texts(subject, "digest").getOrDefault("sha256", "");
        Digest.parse("sha256:" + hex).ifPresent(digests::add);
      }
      return new Statement(digests, Json.text(json, "predicateType"));
    } catch (BadJsonException e) {
      throw unreadable(e);
    }
  }

  private static JsonObject object(byte[] payload) throws BadJsonException {
    return Json.object(new String(payload, StandardCharsets.UTF_8));
  }

  private static CheckException unreadable(BadJsonException e) {
    return SignatureCheck.PAYLOAD.failed("what was signed cannot be read: " + e.getMessage(), e);
  }
}
