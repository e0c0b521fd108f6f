package dev.attestor.licences;

import java.util.Map;

/** A readable list of shipped components and their licences. */
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

  /** Returns a Markdown table, one row per component. */
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
