package dev.attestor.spire.sat.server;

import dev.attestor.spire.sat.CompactToken;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fingerprints of the newest tokens that attested an agent. Each cluster has its own capacity:
 * a new token replaces the oldest one of its own cluster only. A used token counts as used in every
 * cluster. Exists as long as the process. Thread-safe.
 */
final class UsedTokens {

  private final int perCluster;
  private final Map<String, Map<String, Boolean>> clusters = new HashMap<>();

  UsedTokens(int perCluster) {
    this.perCluster = perCluster;
  }

  /** Marks the token as used. Returns whether this is its first use. */
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
