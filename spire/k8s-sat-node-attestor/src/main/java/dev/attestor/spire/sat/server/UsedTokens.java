package dev.attestor.spire.sat.server;

import dev.attestor.spire.sat.CompactToken;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fingerprints of tokens that attested an agent. Each cluster has room for as many: for a new
 * one its own oldest is forgotten, and never another cluster's. A token counts as used in whatever
 * cluster it was. Lives as long as the process. Safe for concurrent use.
 */
final class UsedTokens {

  private final int perCluster;
  private final Map<String, Map<String, Boolean>> clusters = new HashMap<>();

  UsedTokens(int perCluster) {
    this.perCluster = perCluster;
  }

  /** Whether this is the token's first use; from now on it is not. */
  synchronized boolean use(String cluster, CompactToken token) {
    String fingerprint = token.fingerprint();
    if (clusters.values().stream().anyMatch(used -> used.containsKey(fingerprint))) {
      return false;
    }
    Map<String, Boolean> own = clusters.computeIfAbsent(cluster, name -> new LinkedHashMap<>());
    own.put(fingerprint, true);
    if (own.size() > perCluster) {
      own.remove(own.keySet().iterator().next());
    }
    return true;
  }
}
