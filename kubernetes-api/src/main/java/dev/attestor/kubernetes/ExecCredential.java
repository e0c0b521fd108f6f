package dev.attestor.kubernetes;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.attestor.input.pem.Pem;
import dev.attestor.input.pem.PemException;
import dev.attestor.input.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that an exec plugin returned.
 *
 * @param expiry when they expire; if empty, they are valid until the server rejects them
 */
record ExecCredential(ApiIdentity identity, Optional<Instant> expiry) {

  static ExecCredential parse(
      byte[] output, String version, Function<String, ApiAccessException> problem)
      throws ApiAccessException {
    try {
      JsonObject credential =
          object(JsonParser.parseString(new String(output, StandardCharsets.UTF_8)));
      if (!text(credential, "kind").equals(Optional.of("ExecCredential"))
          || !text(credential, "apiVersion").equals(Optional.of(version))) {
        throw problem.apply("gave out something other than an ExecCredential of " + version);
      }
      JsonObject status = object(credential.get("status"));
      return new ExecCredential(
          identity(status)
              .orElseThrow(() -> problem.apply("gave out neither token nor certificate")),
          text(status, "expirationTimestamp")
              .map(OffsetDateTime::parse)
              .map(OffsetDateTime::toInstant));
    } catch (PemException e) {
      throw problem.apply("gave out a certificate or key that " + e.getMessage());
    } catch (JsonParseException | DateTimeException e) {
      // The exception's message could quote the credential.
      throw problem.apply("gave out no ExecCredential");
    }
  }

  private static Optional<ApiIdentity> identity(JsonObject status) throws PemException {
    Optional<String> chain = text(status, "clientCertificateData");
    Optional<String> key = text(status, "clientKeyData");
    if (chain.isPresent() && key.isPresent()) {
      return Optional.of(
          new ApiIdentity.Certificate(
              PlainPem.certificates(pem(chain.get())), Secret.of(PlainPem.key(pem(key.get())))));
    }
    return text(status, "token").map(token -> new ApiIdentity.Token(Secret.of(token.strip())));
  }

  private static Pem pem(String text) throws PemException {
    return Pem.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject object(@Nullable JsonElement value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new JsonParseException("expected an object");
  }

  private static Optional<String> text(JsonObject object, String member) {
    JsonElement value = object.get(member);
    if (value == null || value.isJsonNull()) {
      return Optional.empty();
    }
    if (value instanceof JsonPrimitive text) {
      return Optional.of(text.getAsString()).filter(some -> !some.isEmpty());
    }
    throw new JsonParseException("expected text");
  }
}
