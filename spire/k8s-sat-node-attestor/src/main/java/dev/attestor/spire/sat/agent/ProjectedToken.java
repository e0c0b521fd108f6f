package dev.attestor.spire.sat.agent;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.attestor.spire.sat.CompactToken;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.ServiceAccountToken;
import dev.attestor.spire.sat.StrictJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Looks at a token before it is sent, so that the agent's log says what in the pod's manifest is
 * wrong. The server decides what the token is worth.
 */
final class ProjectedToken {

  /** The server accepts tokens for so long after they have expired. */
  private static final Duration LEEWAY = Duration.ofMinutes(5);

  private final List<String> audience = new ArrayList<>();
  private OptionalDouble expiry = OptionalDouble.empty();

  private ProjectedToken() {}

  /**
   * Checks a token.
   *
   * @param wanted one of these has to be in its audience
   * @throws NodeAttestationException if the server would refuse it
   */
  static void check(ServiceAccountToken token, List<String> wanted, Instant now)
      throws NodeAttestationException {
    ProjectedToken found = new ProjectedToken();
    try {
      StrictJson.read(CompactToken.of(token).unverifiedClaims(), found::claim);
    } catch (IOException e) {
      // The exception's message could quote the token.
      throw NodeAttestationException.invalid("its claims are not a JSON object");
    }
    if (found.audience.stream().noneMatch(wanted::contains)) {
      throw NodeAttestationException.invalid(
          "it is for another audience than %s; in the pod's manifest, the serviceAccountToken of the projected volume needs audience: %s"
              .formatted(wanted, wanted.get(0)));
    }
    double over = now.getEpochSecond() - found.expiry.orElse(Double.POSITIVE_INFINITY);
    if (over > LEEWAY.toSeconds()) {
      throw NodeAttestationException.invalid(
          "it expired %s s ago and was not renewed; in the pod's manifest, the projected volume has to be mounted as a folder, without subPath"
              .formatted((long) over));
    }
  }

  private void claim(String name, JsonReader in) throws IOException {
    if (name.equals("exp") && in.peek() == JsonToken.NUMBER) {
      expiry = OptionalDouble.of(in.nextDouble());
    } else if (name.equals("aud") && in.peek() == JsonToken.STRING) {
      audience.add(in.nextString());
    } else if (name.equals("aud") && in.peek() == JsonToken.BEGIN_ARRAY) {
      in.beginArray();
      while (in.hasNext()) {
        claim(name, in);
      }
      in.endArray();
    } else {
      in.skipValue();
    }
  }
}
