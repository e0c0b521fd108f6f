package dev.attestor.licences;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The copyright file of a Debian package, in Debian's machine-readable format 1.0, for the file
 * layout of {@code packaging/deb}.
 */
final class DebianCopyright {

  private static final String HEAD =
      """
      Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
      Upstream-Name: attestor
      Comment: Jars are as their authors publish them. The notices of what the Java
       runtime contains are in /usr/share/doc/attestor/legal.
      """;

  private DebianCopyright() {}

  /**
   * Returns the file.
   *
   * @param texts licence texts by SPDX identifier, for licences that Debian's common-licenses lacks
   */
  static String of(Map<Component, Terms> terms, Map<String, String> texts) {
    StringBuilder file = new StringBuilder(HEAD);
    Map<Terms, List<String>> files = new LinkedHashMap<>();
    terms.forEach(
        (component, found) ->
            files.computeIfAbsent(found, key -> new ArrayList<>()).add(files(component)));
    // All files that no later paragraph names are ours; in this format, the last matching paragraph
    // wins.
    files.entrySet().stream()
        .sorted((one, other) -> Boolean.compare(own(other.getKey()), own(one.getKey())))
        .forEach(entry -> file.append(paragraph(entry.getKey(), entry.getValue())));
    TreeSet<String> identifiers = new TreeSet<>();
    terms.values().stream().flatMap(Terms::identifiers).forEach(identifiers::add);
    // An exception belongs to the licence before it.
    identifiers.remove("Classpath-exception-2.0");
    identifiers.forEach(identifier -> file.append(licence(identifier, texts)));
    return file.toString();
  }

  private static boolean own(Terms terms) {
    return terms.components().equals("dev.attestor:*");
  }

  private static String paragraph(Terms terms, List<String> files) {
    String names = own(terms) ? "*" : String.join("\n ", files);
    return "\nFiles: %s\nCopyright: %s\nLicense: %s\n"
        .formatted(names, String.join("\n ", terms.copyright()), expression(terms.expression()));
  }

  private static String files(Component component) {
    if (component.coordinates().equals("openjdk:runtime")) {
      return "usr/lib/attestor/runtime/*";
    }
    String name = component.coordinates().substring(component.coordinates().indexOf(':') + 1);
    return "usr/lib/attestor/lib/%s-%s*.jar".formatted(name, component.version());
  }

  /** Translates an SPDX expression into Debian's names. */
  private static String expression(String spdx) {
    return spdx.replace("GPL-2.0-only WITH Classpath-exception-2.0", name("GPL-2.0-only"))
        .replaceFirst("^\\((.*)\\) AND (.*)$", "$1, and $2")
        .replace(" OR ", " or ")
        .replace(" AND ", " and ")
        .replace("LGPL-2.1-or-later", name("LGPL-2.1-or-later"))
        .replaceAll("\\bMIT\\b", name("MIT"));
  }

  private static String name(String identifier) {
    return switch (identifier) {
      case "GPL-2.0-only" -> "GPL-2 with Classpath exception";
      case "LGPL-2.1-or-later" -> "LGPL-2.1+";
      case "MIT" -> "Expat";
      default -> identifier;
    };
  }

  @SuppressForbidden(reason = "a licence, with the line ends that its authors chose")
  private static String licence(String identifier, Map<String, String> texts) {
    String common =
        switch (identifier) {
          case "Apache-2.0", "MPL-2.0" -> identifier;
          case "GPL-2.0-only" -> "GPL-2";
          case "LGPL-2.1-or-later" -> "LGPL-2.1";
          default -> "";
        };
    String text =
        common.isEmpty()
            ? texts.getOrDefault(identifier, "")
            : "On Debian systems, the full text is in /usr/share/common-licenses/%s."
                .formatted(common);
    if (identifier.equals("GPL-2.0-only")) {
      text += "\nThe Classpath exception is in /usr/share/doc/attestor/legal/java.base.";
    }
    StringBuilder lines = new StringBuilder("\nLicense: " + name(identifier) + "\n");
    text.strip()
        .lines()
        .forEach(line -> lines.append(line.isBlank() ? " .\n" : " " + line.strip() + "\n"));
    return lines.toString();
  }
}
