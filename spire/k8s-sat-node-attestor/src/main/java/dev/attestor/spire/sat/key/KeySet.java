package dev.attestor.spire.sat.key;

import dev.attestor.hcl.Quote;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a cluster; at least one.
 *
 * @param remarks what was passed over in the files that they come from
 */
public record KeySet(List<VerificationKey> keys, List<String> remarks) {

  /** Copies the lists. */
  public KeySet {
    keys = List.copyOf(keys);
    // They quote the files, and must do nothing to a terminal or a log.
    remarks = remarks.stream().map(Quote::visible).toList();
  }

  /**
   * The keys that may have signed a token: those of its {@code kid}, or where none is of it, all
   * that suit its algorithm. A key that does not suit it is never among them.
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

  KeySet and(KeySet other) {
    List<VerificationKey> allKeys = new ArrayList<>(keys);
    allKeys.addAll(other.keys);
    List<String> allRemarks = new ArrayList<>(remarks);
    allRemarks.addAll(other.remarks);
    return new KeySet(allKeys, allRemarks);
  }
}
