package dev.attestor.spire.sat.server;

import dev.attestor.spire.sat.CompactToken;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.ServiceAccount;
import dev.attestor.spire.sat.TokenValidator;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the account of a token for one cluster, and checks that agents may use it.
 *
 * @param usedTokens the tokens used so far, if each may be used only once
 */
record ClusterAttestor(
    String name, TokenValidator validator, Set<String> allowed, Optional<UsedTokens> usedTokens) {

  ClusterAttestor {
    allowed = Set.copyOf(allowed);
  }

  ServiceAccount account(CompactToken token) throws NodeAttestationException {
    ServiceAccount account = validator.validate(token);
    if (!allowed.contains(account.qualified())) {
      throw NodeAttestationException.denied(
          "\"%s\" is not an allowed service account".formatted(account.qualified()));
    }
    return account;
  }

  /** Call this last: if something fails afterwards, the token is used up. */
  void use(CompactToken token) throws NodeAttestationException {
    if (usedTokens.isPresent() && !usedTokens.get().use(name, token)) {
      throw NodeAttestationException.denied("token has already been used to attest an agent");
    }
  }
}
