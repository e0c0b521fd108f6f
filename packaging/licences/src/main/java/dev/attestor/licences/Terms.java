package dev.attestor.licences;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The licence terms of some components, as a person read them in the sources.
 *
 * @param components {@code group:name}, or {@code group:*}
 * @param declared the licences in the components' metadata; the terms are valid only while this
 *     stays the same
 * @param expression the licence as an SPDX expression
 * @param copyright the copyright holders, without the word "copyright"
 */
record Terms(String components, String declared, String expression, List<String> copyright) {

  Terms {
    copyright = List.copyOf(copyright);
  }

  /**
   * Parses a line with four parts separated by {@code |}; copyright holders are separated by {@code
   * ;}.
   *
   * @throws IllegalArgumentException if the line has another format
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

  /** Whether the terms apply to a component. */
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
