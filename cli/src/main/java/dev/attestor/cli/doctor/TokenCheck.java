package dev.attestor.cli.doctor;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * When a service account token was issued and how long it is valid, according to the token itself.
 */
final class TokenCheck {

  private static final String WHAT = "token";
  private static final String CLOCK = "clock";
  private static final int MAX_BYTES = 4 << 20;
  private static final Duration SLACK = Duration.ofSeconds(30);

  private final K8sConfig config;
  private final Clock clock;

  TokenCheck(K8sConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  List<Finding> run() {
    if (!(config.kubelet() instanceof SecurePort secure)
        || !(secure.authentication() instanceof Authentication.BearerToken token)) {
      return List.of(Finding.leftOut(WHAT, "none is used"));
    }
    return read(token.file());
  }

  private List<Finding> read(Path path) {
    try {
      String text = SmallFile.text(path, MAX_BYTES).strip();
      Optional<JsonObject> claims = claims(text);
      return claims.isEmpty()
          ? List.of(Finding.leftOut(WHAT, "\"%s\" is not a JSON web token".formatted(path)))
          : List.of(expiry(path, claims.get()), issued(claims.get()));
    } catch (SmallFileException e) {
      return List.of(
          Finding.problem(
              WHAT,
              String.valueOf(e.getMessage()),
              "mount a service account token there, or set token_path"));
    }
  }

  private static Optional<JsonObject> claims(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      String json = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
      return Optional.of(Json.object(json));
    } catch (IllegalArgumentException | BadJsonException e) {
      return Optional.empty();
    }
  }

  private Finding expiry(Path path, JsonObject claims) {
    Optional<Instant> expires = time(claims, "exp");
    if (expires.isEmpty()) {
      return Finding.ok(WHAT, "\"%s\" never expires".formatted(path));
    }
    Duration left = Duration.between(clock.instant(), expires.get());
    return left.isNegative()
        ? Finding.problem(
            WHAT,
            "\"%s\" expired at %s".formatted(path, expires.get()),
            "have it renewed: a projected volume in a pod does that by itself")
        : Finding.ok(WHAT, "\"%s\" holds for %s minutes".formatted(path, left.toMinutes()));
  }

  private Finding issued(JsonObject claims) {
    Optional<Instant> issued = time(claims, "iat");
    if (issued.isEmpty()) {
      return Finding.leftOut(CLOCK, "the token does not say when it was issued");
    }
    return issued.get().isAfter(clock.instant().plus(SLACK))
        ? Finding.problem(
            CLOCK,
            "the token was issued at %s, which is still to come here".formatted(issued.get()),
            "set this node's clock, with NTP for instance")
        : Finding.ok(CLOCK, "the token was issued in the past");
  }

  private static Optional<Instant> time(JsonObject claims, String name) {
    JsonElement value = claims.get(name);
    return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()
        ? Optional.of(Instant.ofEpochSecond(value.getAsLong()))
        : Optional.empty();
  }
}
