package dev.attestor.hcl;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any text is parsed, or rejected with a position in the text: every node points at its first
 * character, and printing and parsing again gives the same tree.
 */
class HclFuzzTest {

  static Stream<byte[]> texts() {
    return Seeds.texts(
        """
        WorkloadAttestor "k8s" {
          plugin_data {
            kubelet_read_only_port = "10255"
          }
        }
        """,
        "a = \"x${b(\"c\")}y\\n\\x41\\303\\251\\u00e9\\U0001F600\"\r\nb { c = [1, -2.5, true, \"z\",] }\r\n",
        """
        a = <<EOF
        foo
          bar
        EOF
        b = <<-EOF
            foo
              bar
            EOF
        c = [<<E
        q
        E
        , 2]
        """,
        "\uFEFFa-b.c = 0x1F\nd = 0755, e = 1.5e-3 f = .5 # g\n/* h */ i = [[1, 2], {j = 1}] // k",
        "{\"a\": {\"b\": [1, 2.5, \"x\", {\"c\": true}], \"d\": null}, \"e\": \"\\u00e9\\n\\ud83d\\ude00\"}");
  }

  @MethodSource("texts")
  @FuzzTest
  void readsOrRefusesWithinTheText(byte[] data) throws HclSyntaxException {
    Growth.check(data, bytes -> Hcl.parse(new String(bytes, StandardCharsets.UTF_8)));
    String text = new String(data, StandardCharsets.UTF_8);
    String visible = text.startsWith("\uFEFF") ? text.substring(1) : text;
    List<String> lines = List.of(visible.split("\n", -1));
    HclObject document;
    try {
      document = Hcl.parse(text);
    } catch (HclSyntaxException e) {
      Refusals.check(e);
      checkInside(e.position(), lines);
      return;
    }
    checkPositions(document, lines);
    if (!PrintedHcl.hasNull(document)) {
      HclObject again = Hcl.parse(PrintedHcl.print(document));
      assertThat(PrintedHcl.unplaced(again)).isEqualTo(PrintedHcl.unplaced(document));
    }
  }

  /** Every node must point at its first character. */
  private static void checkPositions(HclValue value, List<String> lines) {
    if (value instanceof HclObject object) {
      object.entries().forEach(entry -> checkPositions(entry, lines));
    } else if (value instanceof HclList list) {
      checkStart(list, "[", lines);
      list.items().forEach(item -> checkPositions(item, lines));
    } else if (value instanceof HclText) {
      checkStart(value, "\"<", lines);
    } else if (value instanceof HclNumber number) {
      checkStart(value, number.text().substring(0, 1), lines);
    } else if (value instanceof HclBool bool) {
      checkStart(value, bool.value() ? "t" : "f", lines);
    } else {
      checkStart(value, "n", lines);
    }
  }

  private static void checkPositions(HclEntry entry, List<String> lines) {
    checkInside(entry.position(), lines);
    entry.labels().forEach(label -> checkInside(label.position(), lines));
    if (entry.value() instanceof HclObject) {
      checkStart(entry.value(), "{", lines);
    }
    checkPositions(entry.value(), lines);
  }

  private static void checkStart(HclValue value, String starts, List<String> lines) {
    Position position = value.position();
    assertThat(starts)
        .contains(line(position, lines).substring(position.column() - 1).substring(0, 1));
  }

  /** One past the last character means that a line or the text ends too early. */
  private static void checkInside(Position position, List<String> lines) {
    assertThat(position.column()).isLessThanOrEqualTo(line(position, lines).length() + 1);
  }

  private static String line(Position position, List<String> lines) {
    assertThat(position.line()).isLessThanOrEqualTo(lines.size());
    return lines.get(position.line() - 1);
  }
}
