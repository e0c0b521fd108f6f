package dev.attestor.spire.sat.key;

import dev.attestor.hcl.Quote;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a cluster; at least one.
 *
 * @param remarks what was ignored in the key files
 */
public record KeySet(List<VerificationKey> keys, List<String> remarks) {

  /** Copies the lists. */
  public KeySet {
    keys = List.copyOf(keys);
    // Remarks quote the files, which must not control a terminal or forge log lines.
    remarks = remarks.stream().map(Quote::visible).toList();
  }

  /**
   * The keys that may have signed a token: those with its {@code kid}, or, if there are none, all
   * keys of the right type. Never contains a key of a type that does not match the algorithm.
   */
  public List<VerificationKey> candidates(String algorithm, @Nullable String id) {
    List<VerificationKey> suiting = new ArrayList<>();
    List<VerificationKey> named = new ArrayList<>();
    for (VerificationKey key : keys) {
      if (key.algorithms().contains(algorithm)) {
        suiting.add(key);
        if (key.id().equals(id)) {
          named.add(key);
        }
      }
    }
    return named.isEmpty() ? suiting : named;
  }

  /** Whether one of the keys has this {@code kid}. */
  boolean has(String id) {
    return keys.stream().anyMatch(key -> key.id().equals(id));
  }

  KeySet and(KeySet other) {
    List<VerificationKey> allKeys = new ArrayList<>(keys);
    allKeys.addAll(other.keys);
    List<String> allRemarks = new ArrayList<>(remarks);
    allRemarks.addAll(other.remarks);
    return new KeySet(allKeys, allRemarks);
  }
}
