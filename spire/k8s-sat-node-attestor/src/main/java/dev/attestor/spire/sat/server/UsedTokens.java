package dev.attestor.spire.sat.server;

import dev.attestor.spire.sat.CompactToken;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fingerprints of tokens that attested an agent, the newest of them; the oldest is forgotten
 * for a new one. Lives as long as the process. Safe for concurrent use.
 */
final class UsedTokens {

  private final int capacity;
  private final Map<String, Boolean> fingerprints = new LinkedHashMap<>();

  UsedTokens(int capacity) {
    this.capacity = capacity;
  }

  /** Whether this is the token's first use; from now on it is not. */
  synchronized boolean use(CompactToken token) {
    if (fingerprints.putIfAbsent(token.fingerprint(), true) != null) {
      return false;
    }
    if (fingerprints.size() > capacity) {
      fingerprints.remove(fingerprints.keySet().iterator().next());
    }
    return true;
  }
}
