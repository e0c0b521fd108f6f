package dev.attestor.kubernetes.reviews;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.attestor.input.text.ForeignText;

/**
 * What an API server says of a review.
 *
 * @param allowed whether it allows the action and nothing denies it
 * @param reason what it says of it, for the log alone; may be empty
 */
public record Verdict(boolean allowed, String reason) {

  /** An answer without a word allows nothing. */
  static final Verdict NONE = new Verdict(false, "the answer has no status");

  private static final int MAX_WORDS = 300;

  static Verdict of(JsonObject status) throws BadJsonException {
    boolean allowed = isTrue(status, "allowed") && !isTrue(status, "denied");
    String reason = Json.textOr(status, "reason", "");
    String error = Json.textOr(status, "evaluationError", "");
    return new Verdict(
        allowed, ForeignText.line(error.isEmpty() ? reason : reason + " " + error, MAX_WORDS));
  }

  private static boolean isTrue(JsonObject status, String member) throws BadJsonException {
    JsonElement value = status.get(member);
    if (value == null || value.isJsonNull()) {
      return false;
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
      throw new BadJsonException("expected true or false as \"%s\"".formatted(member));
    }
    return value.getAsBoolean();
  }
}
