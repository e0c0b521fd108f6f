package dev.attestor.licences;

import java.util.Map;

/** What is shipped and its licences, to be read. */
final class LicenceList {

  private static final String HEAD =
      """
      # What Attestor is made of

      The licences are SPDX expressions. Their texts are in the folder `licences`; those of the Java runtime, with the notices of
      what it contains, are in its folder `legal`.

      | component | version | licence | copyright |
      |---|---|---|---|
      """;

  private LicenceList() {}

  /** As Markdown, a row each. */
  static String of(Map<Component, Terms> terms) {
    StringBuilder text = new StringBuilder(HEAD);
    terms.forEach(
        (component, found) ->
            text.append(
                "| `%s` | %s | %s | %s |\n"
                    .formatted(
                        component.coordinates(),
                        component.version(),
                        found.expression(),
                        String.join("; ", found.copyright()))));
    return text.toString();
  }
}
