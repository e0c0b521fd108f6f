package dev.attestor.spire.sat.token;

import dev.attestor.spire.sat.CompactToken;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.TokenValidator;
import dev.attestor.spire.sat.ValidToken;
import dev.attestor.spire.sat.key.ClusterKeys;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Optional;

/**
 * Validates tokens with the keys of their cluster. Trusts nothing in a token before its signature
 * is verified. Cannot detect whether the account still exists: a legacy token is valid forever.
 */
public final class KeyValidator implements TokenValidator {

  private final ClusterKeys keys;
  private final ClaimsPolicy policy;
  private final boolean bindings;
  private final Clock clock;
  private final Runnable onProjected;

  /**
   * Creates a validator.
   *
   * @param bindings whether to read what tokens are bound to
   * @param onProjected called for every valid token with an expiry
   */
  public KeyValidator(
      ClusterKeys keys, ClaimsPolicy policy, boolean bindings, Clock clock, Runnable onProjected) {
    this.keys = keys;
    this.policy = policy;
    this.bindings = bindings;
    this.clock = clock;
    this.onProjected = onProjected;
  }

  @Override
  public ValidToken validate(CompactToken token) throws NodeAttestationException {
    SignedToken signed = SignedToken.of(token);
    PublicKey signer =
        signed
            .signer(keys.candidates(token.algorithm(), token.keyId()))
            .orElseThrow(
                () ->
                    NodeAttestationException.invalid(
                        "unable to verify token: it is not signed by any key of its cluster"));
    Claims claims = ClaimsReader.read(signed.claims(), bindings);
    policy.check(claims, clock.instant());
    if (claims.expiry().isPresent()) {
      onProjected.run();
    }
    return new ValidToken(claims.account(), Optional.of(signer), claims.pod(), claims.node());
  }
}
