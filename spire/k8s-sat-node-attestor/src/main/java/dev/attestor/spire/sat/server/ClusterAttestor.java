package dev.attestor.spire.sat.server;

import dev.attestor.spire.sat.CompactToken;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.TokenValidator;
import dev.attestor.spire.sat.ValidToken;
import dev.attestor.spire.sat.config.AgentId;
import dev.attestor.spire.sat.config.TokenBinding;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out who holds a token for one cluster, and checks that this may be an agent.
 *
 * @param usedTokens the tokens used so far, if each may be used only once
 */
record ClusterAttestor(
    String name,
    TokenValidator validator,
    Set<String> allowed,
    TokenBinding binding,
    AgentId agentId,
    Optional<UsedTokens> usedTokens) {

  ClusterAttestor {
    allowed = Set.copyOf(allowed);
  }

  ValidToken validate(CompactToken token) throws NodeAttestationException {
    ValidToken valid = validator.validate(token);
    String account = valid.account().qualified();
    if (!allowed.contains(account)) {
      throw NodeAttestationException.denied(
          "\"%s\" is not an allowed service account".formatted(account));
    }
    binding.check(valid);
    return valid;
  }

  /** Sorted. */
  List<String> selectors(ValidToken token) {
    List<String> selectors = new ArrayList<>(binding.selectors(token));
    selectors.add("agent_ns:" + token.account().namespace());
    selectors.add("agent_sa:" + token.account().name());
    selectors.add("cluster:" + name);
    Collections.sort(selectors);
    return selectors;
  }

  /** Call this last: if something fails afterwards, the token is used up. */
  void use(CompactToken token, ValidToken valid) throws NodeAttestationException {
    if (usedTokens.isPresent() && !usedTokens.get().use(name, token.identity(voucher(valid)))) {
      throw NodeAttestationException.denied("token has already been used to attest an agent");
    }
  }

  /**
   * Two clusters may have one key, and then have the same tokens. An API server may claim anything
   * about a token, so it speaks for its own cluster alone.
   */
  private String voucher(ValidToken valid) {
    return valid
        .signer()
        .map(key -> "key " + Base64.getEncoder().encodeToString(key.getEncoded()))
        .orElse("cluster " + name);
  }
}
