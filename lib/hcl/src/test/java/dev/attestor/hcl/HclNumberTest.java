package dev.attestor.hcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HclNumberTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "7",
        "10255",
        "-12",
        "0x1F",
        "0Xab",
        "-0x1f",
        "00",
        "0755",
        "-0755",
        "1.5",
        "1.",
        "-1.5",
        ".5",
        "1e3",
        "1E+3",
        "-1e-3",
        "1.5e3",
        "1.e3",
        ".5e-3",
        "08.5",
        "09e1",
        "123456789012345678901234567890"
      })
  void keepsNativeNumbersAsWritten(String number) throws HclSyntaxException {
    assertThat(Hcl.parse("a = " + number).entries().get(0).value())
        .isEqualTo(new HclNumber(number, new Position(1, 5)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "7",
        "-12",
        "1.5",
        "-0.5",
        "1e3",
        "1E+3",
        "1e-3",
        "1.5e3",
        "12345678901234567890"
      })
  void keepsJsonNumbersAsWritten(String number) throws HclSyntaxException {
    assertThat(Hcl.parse("{\"a\":" + number + "}").entries().get(0).value())
        .isEqualTo(new HclNumber(number, new Position(1, 6)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10s",
        "1b",
        "08",
        "0789",
        "0x",
        "0xg",
        "-0x",
        "1e",
        "1e+",
        "1.5e",
        "1.2.3",
        "1_000",
        "5é",
        "0x1.5",
        "12abc",
        "127.0.0.1"
      })
  void rejectsMalformedNativeNumbers(String number) {
    assertThatExceptionOfType(HclSyntaxException.class)
        .isThrownBy(() -> Hcl.parse("a = " + number + "\n"))
        .withMessage(
            "line 1, column 5: malformed number \"%s\", expected one like 10, -1.5, 1e3, 0x1f or "
                + "0755, or double quotes around it",
            number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"01", "-01", "1.", "1.e3", "0x1f", "1e", "10s"})
  void rejectsMalformedJsonNumbers(String number) {
    assertThatExceptionOfType(HclSyntaxException.class)
        .isThrownBy(() -> Hcl.parse("{\"a\":" + number + "}"))
        .withMessage(
            "line 1, column 6: malformed number \"%s\", expected one like 10, -1.5 or 1e3, or "
                + "double quotes around it",
            number);
  }
}
