package dev.attestor.local.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipeAddressTest {

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "\\\\.\\pipe\\a\\b",
        "\\\\.\\PIPE\\a\\b",
        "\\a\\b",
        "a\\b",
        "npipe:a\\b",
        "NPIPE:a\\b",
        "npipe:\\a\\b",
        "npipe:\\\\.\\pipe\\a\\b",
        "npipe:////./pipe/a/b"
      })
  void readsEveryForm(String text) {
    assertThat(PipeAddress.parse(text).path()).isEqualTo("\\\\.\\pipe\\a\\b");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        "\\",
        "npipe:",
        "\\\\.\\pipe\\",
        "\\\\.\\pipe\\\\a",
        "\\\\server\\pipe\\a",
        "npipe:////server/pipe/a",
        "a/b",
        "a\u0000b",
        "a\u0000",
        "a\nb",
        "a\u0085b",
        "a\ud800",
        "\udc00a",
        "a\udc00\ud800b"
      })
  void refusesWhatIsNoPipeOfThisMachine(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PipeAddress.parse(text))
        .withMessageStartingWith(
            "\"%s\" is not the name of a pipe of this machine", text.replaceAll("\\p{C}", "?"));
  }

  @Test
  void takesCharactersBeyondSixteenBits() {
    assertThat(PipeAddress.parse("a\ud83d\ude00").path()).endsWith("a\ud83d\ude00");
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThat(PipeAddress.parse("x".repeat(247)).path()).hasSize(256);
    assertThatIllegalArgumentException().isThrownBy(() -> PipeAddress.parse("x".repeat(248)));
  }

  @Test
  void comparesWithoutCase() {
    assertThat(PipeAddress.parse("npipe:A"))
        .isEqualTo(PipeAddress.parse("\\a"))
        .hasSameHashCodeAs(PipeAddress.parse("\\a"))
        .isNotEqualTo(PipeAddress.parse("b"));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"npipe:a", "\\\\.\\pipe\\a", "NPIPE:a"})
  void isMeantByItsBeginning(String text) {
    assertThat(PipeAddress.isMeant(text)).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"/run/a.sock", "unix:/run/a.sock", "a", "\\a"})
  void isNotMeantByAPath(String text) {
    assertThat(PipeAddress.isMeant(text)).isFalse();
  }
}
