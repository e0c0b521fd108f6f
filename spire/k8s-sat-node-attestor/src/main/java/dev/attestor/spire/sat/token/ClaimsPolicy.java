package dev.attestor.spire.sat.token;

import dev.attestor.spire.sat.NodeAttestationException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which claims are good enough.
 *
 * @param issuers the only issuers; empty: any, as the keys vouch for it
 * @param audience one of these has to be in the token's audience; empty: no matter
 */
public record ClaimsPolicy(List<String> issuers, List<String> audience) {

  /** The maximum difference between the clocks of a cluster and of this host. */
  public static final Duration LEEWAY = Duration.ofMinutes(5);

  /** Copies the lists. */
  public ClaimsPolicy {
    issuers = List.copyOf(issuers);
    audience = List.copyOf(audience);
  }

  /**
   * Checks claims.
   *
   * @throws NodeAttestationException if they are not accepted at that time
   */
  void check(Claims claims, Instant now) throws NodeAttestationException {
    double seconds = now.toEpochMilli() / 1000.0;
    double leeway = LEEWAY.toSeconds();
    if (claims.expiry().isPresent() && seconds - leeway > claims.expiry().getAsDouble()) {
      throw refused("token has expired");
    }
    if (claims.notBefore().isPresent() && seconds + leeway < claims.notBefore().getAsDouble()) {
      throw refused("token is not valid yet");
    }
    if (!issuers.isEmpty() && claims.issuer().filter(issuers::contains).isEmpty()) {
      throw refused("token has another issuer than " + quoted(issuers));
    }
    if (!audience.isEmpty() && claims.audience().stream().noneMatch(audience::contains)) {
      throw refused("token is for another audience than %s".formatted(audience));
    }
  }

  private static String quoted(List<String> values) {
    return values.stream().map(value -> "\"" + value + "\"").collect(Collectors.joining(" and "));
  }

  private static NodeAttestationException refused(String what) {
    return NodeAttestationException.invalid("unable to validate token claims: " + what);
  }
}
