package dev.attestor.hcl;

import java.util.List;

/**
 * The entries between <code>{</code> and <code>}</code>, or those of a whole text, in the order
 * written. Repeated keys are all kept: whether they add up, win or clash is for the caller to
 * judge. Immutable.
 */
public record HclObject(List<HclEntry> entries, Position position) implements HclValue {
  public HclObject {
    entries = List.copyOf(entries);
  }

  /**
   * Returns the entries with this key in any case, as HCL 1 looks them up, in the order written.
   */
  public List<HclEntry> entries(String key) {
    return entries.stream().filter(entry -> entry.key().equalsIgnoreCase(key)).toList();
  }
}
