package dev.attestor.hcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mutates small documents, always in the same way, to find texts that surprise the parsers. */
class HclFuzzTest {
  private static final int MUTATIONS = 30_000;

  private static final List<String> SEEDS =
      List.of(
          "",
          """
          WorkloadAttestor "k8s" {
            plugin_data {
              kubelet_read_only_port = "10255"
            }
          }
          """,
          "a = \"x${b(\"c\")}y\\n"
              + "\\x41\\303\\251\\u00e9\\U0001F600\"\r\n"
              + "b { c = [1, -2.5, true, \"z\",] }\r\n",
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
          "{\"a\": {\"b\": [1, 2.5, \"x\", {\"c\": true}], \"d\": null}, \"e\": \"\\u00e9\\n"
              + "\\ud83d\\ude00\"}");

  private static final List<String> PIECES =
      List.of(
          "\"", "{", "}", "[", "]", "=", ":", ",", "\n", "\r\n", "\r", " ", "\t", "#", "//", "/*",
          "*/", "<<E\n", "<<-E\n", "\nE\n", "\n  E", "\\", "\\n", "\\x4", "\\xff", "\\u", "\\uD83D",
          "\\8", "${", "$", "-", "+", ".", "1", "0x", "08", "1e", "true", "null", "a", "é", "😀",
          "\uD83D", "\uFEFF", "\0", "\u000b", "'", "<", "|");

  private final Random random = new Random(1);

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void parsesOrRejectsWithinTheText() {
    for (int round = 0; round < MUTATIONS; round++) {
      check(mutate(SEEDS.get(random.nextInt(SEEDS.size()))));
    }
  }

  private String mutate(String seed) {
    StringBuilder text = new StringBuilder(seed);
    for (int change = random.nextInt(4); change >= 0; change--) {
      int start = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), start + random.nextInt(4));
      text.replace(start, end, PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private static void check(String text) {
    String visible = text.startsWith("\uFEFF") ? text.substring(1) : text;
    List<String> lines = List.of(visible.split("\n", -1));
    try {
      checkPositions(Hcl.parse(text), lines);
    } catch (HclSyntaxException e) {
      checkInside(e.position(), lines);
      assertThat(e.getMessage()).doesNotContain("\n", "\0");
    } catch (RuntimeException e) {
      fail("parser failed on \"" + text + "\"", e);
    }
  }

  /** Every node must point at the character it starts with. */
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

  private static void checkInside(Position position, List<String> lines) {
    // One past the last character of a line is where a line or text ends too early.
    assertThat(position.column()).isLessThanOrEqualTo(line(position, lines).length() + 1);
  }

  private static String line(Position position, List<String> lines) {
    assertThat(position.line()).isLessThanOrEqualTo(lines.size());
    return lines.get(position.line() - 1);
  }
}
