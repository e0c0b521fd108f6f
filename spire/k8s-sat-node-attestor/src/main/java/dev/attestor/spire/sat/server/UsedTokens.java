package dev.attestor.spire.sat.server;

import dev.attestor.spire.sat.TokenIdentity;
import dev.attestor.spire.sat.token.ClaimsPolicy;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The tokens that attested an agent and have not ended yet. Each cluster has its own capacity: if
 * it is used up, the token that ends first is forgotten. If the capacity for all clusters is used
 * up, the cluster with most tokens gives up one. A used token counts as used in every cluster for
 * which the same key vouches. Exists as long as the process. Thread-safe.
 */
final class UsedTokens {

  /** About 200 bytes. */
  private record Used(String fingerprint, String cluster, double end, long number) {}

  private static final Comparator<Used> BY_END =
      Comparator.comparingDouble(Used::end).thenComparingLong(Used::number);

  private final int perCluster;
  private final int inAll;
  private final Clock clock;
  private final Map<String, Used> tokens = new HashMap<>();
  private final Map<String, NavigableSet<Used>> clusters = new HashMap<>();
  private long count;

  UsedTokens(int perCluster, int inAll, Clock clock) {
    this.perCluster = perCluster;
    this.inAll = inAll;
    this.clock = clock;
  }

  /** Marks the token as used. Returns whether this is its first use. */
  synchronized boolean use(String cluster, TokenIdentity token) {
    if (tokens.containsKey(token.fingerprint())) {
      return false;
    }
    makeRoom(cluster);
    // A token counts until no clock within the leeway takes it any more.
    double end = token.expiry().orElse(Double.POSITIVE_INFINITY) + ClaimsPolicy.LEEWAY.toSeconds();
    Used used = new Used(token.fingerprint(), cluster, end, count++);
    tokens.put(used.fingerprint(), used);
    clusters.computeIfAbsent(cluster, name -> new TreeSet<>(BY_END)).add(used);
    return true;
  }

  private void makeRoom(String cluster) {
    NavigableSet<Used> own = clusters.getOrDefault(cluster, new TreeSet<>(BY_END));
    forgetEnded(own);
    if (own.size() >= perCluster) {
      forget(own);
    }
    if (tokens.size() >= inAll) {
      clusters.values().forEach(this::forgetEnded);
      clusters.values().removeIf(NavigableSet::isEmpty);
    }
    if (tokens.size() >= inAll) {
      clusters.values().stream()
          .max(Comparator.comparingInt(NavigableSet::size))
          .ifPresent(this::forget);
    }
  }

  private void forgetEnded(NavigableSet<Used> of) {
    double now = clock.millis() / 1000.0;
    while (!of.isEmpty() && of.first().end() < now) {
      forget(of);
    }
  }

  private void forget(NavigableSet<Used> of) {
    Used first = of.pollFirst();
    if (first != null) {
      tokens.remove(first.fingerprint());
    }
  }
}
