package dev.attestor.licences;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Which licences have to be shipped word by word. */
final class LicenceTexts {

  /**
   * The runtime has its own, in its folder {@code legal}; what is under one or the other is used
   * under the other.
   */
  private static final Set<String> NOT_NEEDED =
      Set.of("GPL-2.0-only", "Classpath-exception-2.0", "LGPL-2.1-or-later");

  private LicenceTexts() {}

  /** The SPDX identifiers of the texts. */
  static Set<String> needed(Collection<Terms> terms) {
    Set<String> identifiers = new TreeSet<>();
    terms.stream().flatMap(Terms::identifiers).forEach(identifiers::add);
    identifiers.removeAll(NOT_NEEDED);
    return identifiers;
  }
}
