package dev.attestor.hcl;

import java.util.stream.Collectors;

/**
 * Prints a whole tree on one line, so that a table can assert whole values. The notation is
 * unambiguous: strings are in single quotes, blocks have no equals sign.
 */
final class Trees {
  private Trees() {}

  static String parse(String text) throws HclSyntaxException {
    return show(Hcl.parse(text));
  }

  private static String show(HclObject object) {
    return object.entries().stream().map(Trees::show).collect(Collectors.joining("; "));
  }

  private static String show(HclEntry entry) {
    String labels =
        entry.labels().stream()
            .map(label -> " '" + label.value() + "'")
            .collect(Collectors.joining());
    return entry.key() + labels + (entry.block() ? " " : " = ") + show(entry.value());
  }

  private static String show(HclValue value) {
    if (value instanceof HclText text) {
      return "'" + text.value() + "'";
    } else if (value instanceof HclNumber number) {
      return number.text();
    } else if (value instanceof HclBool bool) {
      return String.valueOf(bool.value());
    } else if (value instanceof HclList list) {
      return list.items().stream().map(Trees::show).collect(Collectors.joining(", ", "[", "]"));
    } else if (value instanceof HclObject object) {
      return "{" + show(object) + "}";
    }
    return "null";
  }
}
