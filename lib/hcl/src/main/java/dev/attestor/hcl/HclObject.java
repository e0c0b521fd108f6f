package dev.attestor.hcl;

import java.util.List;

/**
 * The entries between <code>{</code> and <code>}</code>, or of a whole text, in the order written.
 * Includes all entries of a repeated key; the caller decides whether to merge them, to use one, or
 * to report a conflict. Immutable.
 */
public record HclObject(List<HclEntry> entries, Position position) implements HclValue {
  public HclObject {
    entries = List.copyOf(entries);
  }

  /** Returns the entries with this key in the order written. Ignores case, as HCL 1 does. */
  public List<HclEntry> entries(String key) {
    return entries.stream().filter(entry -> entry.key().equalsIgnoreCase(key)).toList();
  }
}
