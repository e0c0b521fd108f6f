package dev.attestor.input.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignTextTest {

  @Test
  void putsTextOnOneLine() {
    assertThat(ForeignText.line(" not found\r\n\ttry again\n", 100))
        .isEqualTo("not found try again");
  }

  /**
   * Among them: escape, bidirectional override, zero-width space, line separator, BOM, accents that
   * alter the character before them, fillers.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b",
        "\u0085",
        "\u202e",
        "\u200b",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\ue000",
        "\ud800",
        "\u00a0",
        "\u0301",
        "\u034f",
        "\u20dd",
        "\ufe0f",
        "\u3164",
        "\u115f",
        "\u1160",
        "\uffa0",
        "\u2800",
        "\udb40\udc01"
      })
  void showsNoInvisibleCharacter(String invisible) {
    assertThat(ForeignText.line("a" + invisible + "b", 100)).isEqualTo("a b");
    assertThat(ForeignText.quoted("a" + invisible + "b"))
        .isEqualTo("a\\u{" + Integer.toHexString(invisible.codePointAt(0)) + "}b");
  }

  @Test
  void keepsOtherScripts() {
    assertThat(ForeignText.line("na\u00efve \ud83d\ude00", 100))
        .isEqualTo("na\u00efve \ud83d\ude00");
    assertThat(ForeignText.quoted("\u65e5\u672c")).isEqualTo("\u65e5\u672c");
  }

  @Test
  void shortens() {
    assertThat(ForeignText.line("abcd", 4)).isEqualTo("abcd");
    assertThat(ForeignText.line("abcde", 4)).isEqualTo("abcd...");
    assertThat(ForeignText.quoted("x".repeat(201))).isEqualTo("x".repeat(200) + "...");
  }

  @Test
  void differentTextsLookDifferent() {
    assertThat(ForeignText.quoted("a\\u{22}b"))
        .isEqualTo("a\\\\u{22}b")
        .isNotEqualTo(ForeignText.quoted("a\"b"));
    assertThat(ForeignText.quoted("a\\\\b")).isNotEqualTo(ForeignText.quoted("a\\b"));
  }

  @Test
  void textCannotEndItsQuotes() {
    assertThat(ForeignText.quoted("a\", \"b")).isEqualTo("a\\u{22}, \\u{22}b");
  }
}
