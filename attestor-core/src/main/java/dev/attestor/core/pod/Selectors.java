package dev.attestor.core.pod;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Selector values without the prefix {@code k8s:}, sorted and distinct, so that equal answers are
 * equal byte for byte.
 *
 * @param values such as {@code ns:default}
 */
public record Selectors(List<String> values) {

  /** Sorts the values and removes duplicates. */
  public Selectors {
    values = List.copyOf(new TreeSet<>(values));
  }

  /** The selectors of a collection in any order. */
  public static Selectors of(Collection<String> values) {
    return new Selectors(List.copyOf(values));
  }
}
