package dev.attestor.hcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HclLimitsTest {
  /** How often to repeat the middle to reach 64 levels, the limit. */
  private static final String NESTINGS =
      """
      blocks           | ``      | `a {`    | `}` | ``  | 64
      objects          | ``      | `a = {`  | `}` | ``  | 64
      lists            | `a = `  | `[`      | `]` | ``  | 64
      lists of objects | `a = [` | `{a = [` | `]}` | `]` | 31
      JSON objects     | `{`     | `"a":{`  | `}` | `}` | 63
      JSON lists       | `{"a":` | `[`      | `]` | `}` | 63
      """;

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = NESTINGS)
  void readsSixtyFourLevels(
      String name, String start, String open, String close, String end, int times)
      throws HclSyntaxException {
    String text = start + open.repeat(times) + close.repeat(times) + end;

    assertThat(Hcl.parse(text).position()).isEqualTo(new Position(1, 1));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = NESTINGS)
  void rejectsDeeperNesting(
      String name, String start, String open, String close, String end, int times) {
    String text = start + open.repeat(times + 100_000);

    assertThatExceptionOfType(HclSyntaxException.class)
        .isThrownBy(() -> Hcl.parse(text))
        .withMessageMatching(
            "line 1, column \\d+: \"[{\\[]\" nests too deep, expected at most 64 levels");
  }

  @Test
  void pointsAtTheBracketThatNestsTooDeep() {
    assertThatExceptionOfType(HclSyntaxException.class)
        .isThrownBy(() -> Hcl.parse("a =\n" + "[".repeat(65)))
        .withMessage("line 2, column 65: \"[\" nests too deep, expected at most 64 levels");
  }

  @Test
  void readsTheLongestText() throws HclSyntaxException {
    String comment = "#".repeat((1 << 20) - 6);

    assertThat(Trees.parse("a = 1\n" + comment)).isEqualTo("a = 1");
  }

  @Test
  void rejectsLongerText() {
    assertThatExceptionOfType(HclSyntaxException.class)
        .isThrownBy(() -> Hcl.parse("#".repeat((1 << 20) + 1)))
        .withMessage(
            "line 1, column 1: text of 1048577 characters is too long, expected at most 1048576");
  }
}
