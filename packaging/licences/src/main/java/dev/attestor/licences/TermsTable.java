package dev.attestor.licences;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The licence terms of all shipped components. */
final class TermsTable {

  private final List<Terms> rows;

  TermsTable(List<Terms> rows) {
    this.rows = List.copyOf(rows);
  }

  /** Parses text with one row per line; ignores empty lines and lines that begin with {@code #}. */
  @SuppressForbidden(reason = "a table of ours, no text of the kernel's")
  static TermsTable parse(String text) {
    return new TermsTable(
        text.lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(Terms::parse)
            .toList());
  }

  /**
   * Returns the terms of each component, sorted by coordinates.
   *
   * @throws LicenceException if components have no terms, or their metadata has changed since the
   *     terms were written; names all of them
   */
  Map<Component, Terms> of(List<Component> components) throws LicenceException {
    Map<Component, Terms> found =
        new TreeMap<>(java.util.Comparator.comparing(Component::toString));
    List<String> problems = new ArrayList<>();
    for (Component component : components) {
      List<Terms> covering = rows.stream().filter(row -> row.cover(component)).toList();
      if (covering.size() != 1) {
        problems.add(
            "%s has %s rows in components.txt, expected one".formatted(component, covering.size()));
      } else if (!covering.get(0).declared().equals(component.declared())) {
        problems.add(
            "%s is declared to be under \"%s\", and components.txt was written for \"%s\""
                .formatted(component, component.declared(), covering.get(0).declared()));
      } else {
        found.put(component, covering.get(0));
      }
    }
    if (!problems.isEmpty()) {
      throw new LicenceException(problems);
    }
    return found;
  }
}
