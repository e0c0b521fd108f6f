package dev.attestor.sigstore.find;

import com.google.gson.JsonObject;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.attestor.input.text.ForeignText;
import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.check.SignatureCheck;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A DSSE envelope with one signature (github.com/secure-systems-lab/dsse, {@code protocol.md}).
 *
 * @param json the original text
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Envelope(String json, String payloadType, byte[] payload, byte[] signature) {

  static Envelope parse(byte[] content) throws CheckException {
    String text = new String(content, StandardCharsets.UTF_8);
    try {
      JsonObject json = Json.object(text);
      List<JsonObject> signatures = Json.objects(json, "signatures");
      if (signatures.size() != 1) {
        throw new BadJsonException(
            "it has %s signatures, expected one".formatted(signatures.size()));
      }
      return new Envelope(
          text,
          Json.text(json, "payloadType"),
          base64(Json.text(json, "payload")),
          base64(Json.text(signatures.get(0), "sig")));
    } catch (BadJsonException e) {
      throw SignatureCheck.FORMAT.failed("the envelope cannot be read: " + e.getMessage(), e);
    }
  }

  private static byte[] base64(String text) throws BadJsonException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new BadJsonException("it has bad base64");
    }
  }

  /** The statement in the envelope. */
  Statement statement() throws CheckException {
    if (!payloadType.equals(Statement.IN_TOTO)) {
      throw SignatureCheck.FORMAT.failed(
          "the envelope holds \"%s\", expected \"%s\""
              .formatted(ForeignText.quoted(payloadType), Statement.IN_TOTO));
    }
    return Statement.ofInToto(payload);
  }

  /** The signed bytes: the "pre-authentication encoding". */
  byte[] signed() {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream encoding = new ByteArrayOutputStream();
    encoding.writeBytes(
        "DSSEv1 %s %s %s "
            .formatted(type.length, payloadType, payload.length)
            .getBytes(StandardCharsets.UTF_8));
    encoding.writeBytes(payload);
    return encoding.toByteArray();
  }
}
