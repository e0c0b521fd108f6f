package dev.attestor.kubernetes;

import com.google.gson.JsonObject;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.attestor.input.text.ForeignText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the API server says of a failure: a {@code v1.Status}. */
final class StatusBody {

  private static final int MAX_BYTES = 64 << 10;
  private static final int MAX_WORDS = 500;

  private StatusBody() {}

  /** The message on one line; empty if the body is something else. */
  static Optional<String> message(InputStream body) {
    try {
      String text = new String(body.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
      JsonObject status = Json.object(text);
      return Optional.of(Json.textOr(status, "message", ""))
          .map(message -> ForeignText.line(message, MAX_WORDS))
          .filter(message -> !message.isEmpty());
    } catch (IOException | BadJsonException ignored) {
      return Optional.empty();
    }
  }
}
