package dev.attestor.licences;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Under which terms some components may be used, as somebody read it in their sources.
 *
 * @param components {@code group:name}, or {@code group:*}
 * @param declared what the components' metadata says of it; the terms hold as long as it does
 * @param expression the licence as an SPDX expression
 * @param copyright who holds the rights, without the word itself
 */
record Terms(String components, String declared, String expression, List<String> copyright) {

  Terms {
    copyright = List.copyOf(copyright);
  }

  /**
   * Of a line with its four parts set off by {@code |}, and holders of rights by {@code ;}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Terms parse(String line) {
    String[] parts = line.split("\\|", -1);
    if (parts.length != 4 || Stream.of(parts).anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "expected components|declared|licence|copyright, not \"%s\"".formatted(line));
    }
    return new Terms(
        parts[0].strip(),
        parts[1].strip(),
        parts[2].strip(),
        Arrays.stream(parts[3].split(";", -1)).map(String::strip).toList());
  }

  /** Whether they are those of a component, by its name. */
  boolean cover(Component component) {
    if (components.endsWith(":*")) {
      return component.coordinates().startsWith(components.substring(0, components.length() - 1));
    }
    return components.equals(component.coordinates());
  }

  /** The SPDX identifiers in the expression. */
  Stream<String> identifiers() {
    return Stream.of(expression.replaceAll("[()]", " ").strip().split("\\s+(?:AND|OR|WITH)\\s+"))
        .map(String::strip);
  }
}
