package dev.attestor.spire.sat;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/**
 * What the agent sends: <code>{"cluster": ..., "token": ...}</code>.
 *
 * @param cluster the name of the agent's cluster in the server's configuration
 */
public record AttestationData(String cluster, ServiceAccountToken token) {

  private static final int MAX_BYTES = 2 * ServiceAccountToken.MAX_LENGTH;

  /**
   * Parses a payload. Ignores unknown members.
   *
   * @throws NodeAttestationException if it is not such an object, or lacks one of the two members
   */
  public static AttestationData parse(byte[] payload) throws NodeAttestationException {
    if (payload.length == 0) {
      throw NodeAttestationException.invalid("missing attestation payload");
    }
    if (payload.length > MAX_BYTES) {
      throw NodeAttestationException.invalid(
          "payload of %s bytes is too large, expected at most %s"
              .formatted(payload.length, MAX_BYTES));
    }
    String[] found = {"", ""};
    try {
      StrictJson.read(
          payload,
          (name, in) -> {
            switch (name) {
              case "cluster" -> found[0] = text(in);
              case "token" -> found[1] = text(in);
              default -> in.skipValue();
            }
          });
    } catch (IOException e) {
      // The exception's message could quote the payload.
      throw NodeAttestationException.invalid(
          "payload is malformed, expected a JSON object with the strings \"cluster\" and \"token\"");
    }
    if (found[0].isEmpty()) {
      throw NodeAttestationException.invalid("missing cluster in attestation data");
    }
    if (found[1].isEmpty()) {
      throw NodeAttestationException.invalid("missing token in attestation data");
    }
    return new AttestationData(found[0], ServiceAccountToken.of(found[1]));
  }

  private static String text(JsonReader in) throws IOException {
    if (in.peek() != JsonToken.STRING) {
      throw new IOException("expected a string");
    }
    return in.nextString();
  }

  /** The payload to send; contains the secret token. */
  public byte[] toJson() {
    StringWriter text = new StringWriter();
    try (JsonWriter out = new JsonWriter(text)) {
      out.beginObject();
      out.name("cluster").value(cluster);
      out.name("token").value(token.reveal());
      out.endObject();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
