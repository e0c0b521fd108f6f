package dev.attestor.kubernetes;

import com.google.gson.JsonObject;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.attestor.input.pem.Pem;
import dev.attestor.input.pem.PemException;
import dev.attestor.input.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;

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
      JsonObject credential = Json.object(new String(output, StandardCharsets.UTF_8));
      if (!text(credential, "kind").equals(Optional.of("ExecCredential"))
          || !text(credential, "apiVersion").equals(Optional.of(version))) {
        throw problem.apply("printed something other than an ExecCredential of " + version);
      }
      JsonObject status = Json.required(credential, "status");
      return new ExecCredential(
          identity(status)
              .orElseThrow(() -> problem.apply("printed neither token nor certificate")),
          text(status, "expirationTimestamp")
              .map(OffsetDateTime::parse)
              .map(OffsetDateTime::toInstant));
    } catch (PemException e) {
      throw problem.apply("printed a certificate or key that " + e.getMessage());
    } catch (BadJsonException | DateTimeException e) {
      // The exception's message could quote the credential.
      throw problem.apply("printed no ExecCredential");
    }
  }

  private static Optional<ApiIdentity> identity(JsonObject status)
      throws PemException, BadJsonException {
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

  private static Optional<String> text(JsonObject object, String member) throws BadJsonException {
    return Optional.of(Json.textOr(object, member, "")).filter(some -> !some.isEmpty());
  }
}
