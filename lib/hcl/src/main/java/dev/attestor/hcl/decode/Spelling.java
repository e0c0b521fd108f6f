package dev.attestor.hcl.decode;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggests known keys for misspelled ones. */
final class Spelling {

  private Spelling() {}

  /**
   * Returns the known key with the smallest edit distance; empty if even that one is too different.
   */
  static Optional<String> nearest(String key, Collection<String> known) {
    String lower = key.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(candidate -> isNear(lower, candidate))
        .min(
            Comparator.<String>comparingInt(candidate -> distance(lower, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static boolean isNear(String key, String candidate) {
    int most = Math.max(2, candidate.length() / 2);
    // The difference in length is a lower bound, so most words cost no time.
    return Math.abs(key.length() - candidate.length()) <= most && distance(key, candidate) <= most;
  }

  /** The Levenshtein distance, computed with one row of the matrix. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
