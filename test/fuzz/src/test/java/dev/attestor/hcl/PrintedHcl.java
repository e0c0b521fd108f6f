package dev.attestor.hcl;

import java.util.List;
import java.util.stream.Collectors;

/** Prints trees as HCL, so that they can be parsed again; and removes positions from trees. */
final class PrintedHcl {

  private PrintedHcl() {}

  static String print(HclObject document) {
    return document.entries().stream().map(PrintedHcl::entry).collect(Collectors.joining("\n"));
  }

  private static String entry(HclEntry entry) {
    String labels =
        entry.labels().stream()
            .map(label -> " " + quoted(label.value()))
            .collect(Collectors.joining());
    return quoted(entry.key()) + labels + (entry.block() ? " " : " = ") + value(entry.value());
  }

  private static String value(HclValue value) {
    if (value instanceof HclObject object) {
      return "{\n" + print(object) + "\n}";
    }
    if (value instanceof HclList list) {
      return list.items().stream()
          .map(PrintedHcl::value)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof HclText text) {
      return quoted(text.value());
    }
    return value instanceof HclNumber number
        ? number.text()
        : String.valueOf(((HclBool) value).value());
  }

  /** Whether it contains JSON's {@code null}, which the native syntax lacks. */
  static boolean hasNull(HclValue value) {
    if (value instanceof HclObject object) {
      return object.entries().stream().anyMatch(entry -> hasNull(entry.value()));
    }
    return value instanceof HclList list
        ? list.items().stream().anyMatch(PrintedHcl::hasNull)
        : value instanceof HclNull;
  }

  /** Escapes every character except letters and digits, so that none is syntax. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            point -> {
              if (point < 0x80 && Character.isLetterOrDigit(point)) {
                quoted.appendCodePoint(point);
              } else {
                quoted.append("\\U%08X".formatted(point));
              }
            });
    return quoted.append('"').toString();
  }

  /** The same tree with every node at the start. */
  static HclObject unplaced(HclObject object) {
    return new HclObject(
        object.entries().stream()
            .map(
                entry ->
                    new HclEntry(
                        entry.key(),
                        entry.labels().stream().map(each -> (HclText) unplaced(each)).toList(),
                        unplaced(entry.value()),
                        Position.START,
                        entry.block()))
            .toList(),
        Position.START);
  }

  private static HclValue unplaced(HclValue value) {
    if (value instanceof HclObject object) {
      return unplaced(object);
    }
    if (value instanceof HclList list) {
      List<HclValue> items = list.items().stream().map(PrintedHcl::unplaced).toList();
      return new HclList(items, Position.START);
    }
    if (value instanceof HclText text) {
      return new HclText(text.value(), Position.START);
    }
    if (value instanceof HclNumber number) {
      return new HclNumber(number.text(), Position.START);
    }
    return value instanceof HclBool bool
        ? new HclBool(bool.value(), Position.START)
        : new HclNull(Position.START);
  }
}
