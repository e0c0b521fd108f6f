package dev.attestor.spire.sat.token;

import dev.attestor.spire.sat.CompactToken;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.ServiceAccount;
import dev.attestor.spire.sat.TokenValidator;
import dev.attestor.spire.sat.key.KeySource;
import java.time.Clock;

/**
 * Validates tokens with the keys of their cluster. Trusts nothing in a token before its signature
 * is verified. Cannot detect whether the account still exists: a legacy token is valid forever.
 */
public final class KeyValidator implements TokenValidator {

  private final KeySource keys;
  private final ClaimsPolicy policy;
  private final Clock clock;
  private final Runnable onProjected;

  /**
   * Creates a validator.
   *
   * @param onProjected called for every valid token with an expiry
   */
  public KeyValidator(KeySource keys, ClaimsPolicy policy, Clock clock, Runnable onProjected) {
    this.keys = keys;
    this.policy = policy;
    this.clock = clock;
    this.onProjected = onProjected;
  }

  @Override
  public ServiceAccount validate(CompactToken token) throws NodeAttestationException {
    SignedToken signed = SignedToken.of(token);
    byte[] payload =
        signed
            .verifiedBy(keys.keys())
            .orElseThrow(
                () ->
                    NodeAttestationException.invalid(
                        "unable to verify token: it is not signed by any key of its cluster"));
    Claims claims = ClaimsReader.read(payload);
    policy.check(claims, clock.instant());
    if (claims.expiry().isPresent()) {
      onProjected.run();
    }
    return claims.account();
  }
}
