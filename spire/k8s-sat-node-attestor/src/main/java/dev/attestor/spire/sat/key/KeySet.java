package dev.attestor.spire.sat.key;

import dev.attestor.hcl.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    List<VerificationKey> suiting = suiting(algorithm);
    List<VerificationKey> named = id == null ? List.of() : named(suiting, id);
    return named.isEmpty() ? suiting : named;
  }

  /**
   * Like {@link #candidates}, but for a token with a {@code kid} never a key of another ID, even if
   * no key of that ID is of the right type.
   */
  List<VerificationKey> exactCandidates(String algorithm, Optional<String> id) {
    List<VerificationKey> suiting = suiting(algorithm);
    return id.isPresent() ? named(suiting, id.get()) : suiting;
  }

  private List<VerificationKey> suiting(String algorithm) {
    return keys.stream().filter(key -> key.algorithms().contains(algorithm)).toList();
  }

  private static List<VerificationKey> named(List<VerificationKey> keys, String id) {
    return keys.stream().filter(key -> key.id().equals(id)).toList();
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
