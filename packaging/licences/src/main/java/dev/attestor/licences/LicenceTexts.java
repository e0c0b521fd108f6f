package dev.attestor.licences;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Which licence texts must be shipped. */
final class LicenceTexts {

  /**
   * The runtime has its own texts in its folder {@code legal}; dual-licensed components are used
   * under the other licence.
   */
  private static final Set<String> NOT_NEEDED =
      Set.of(
          "GPL-2.0-only",
          "Classpath-exception-2.0",
          "GPL-2.0-or-later",
          "LGPL-2.1-or-later",
          "LGPL-3.0-or-later");

  private LicenceTexts() {}

  /** The SPDX identifiers of the texts. */
  static Set<String> needed(Collection<Terms> terms) {
    Set<String> identifiers = new TreeSet<>();
    terms.stream().flatMap(Terms::identifiers).forEach(identifiers::add);
    identifiers.removeAll(NOT_NEEDED);
    return identifiers;
  }
}
