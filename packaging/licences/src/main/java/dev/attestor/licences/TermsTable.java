package dev.attestor.licences;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The terms of everything that is shipped. */
final class TermsTable {

  private final List<Terms> rows;

  TermsTable(List<Terms> rows) {
    this.rows = List.copyOf(rows);
  }

  /** Of text with a row a line; empty lines and those that begin with {@code #} are passed over. */
  @SuppressForbidden(reason = "a table of ours, no text of the kernel's")
  static TermsTable parse(String text) {
    return new TermsTable(
        text.lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(Terms::parse)
            .toList());
  }

  /**
   * The terms of each component, in the order of their coordinates.
   *
   * @throws LicenceException if a component has none, or its metadata no longer says what it did
   *     when they were written down; it names all of those
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
