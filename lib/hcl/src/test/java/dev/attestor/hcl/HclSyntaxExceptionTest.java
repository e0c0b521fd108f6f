package dev.attestor.hcl;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HclSyntaxExceptionTest {
  /** Stands for VALUE in the rows. */
  private static final String VALUE = "a quoted string, number, true, false, list or object";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          bracket after a key    | `a = 1\n\n  foo ]`  | 3:7 | `expected "=" or "{" after key "foo", found "]"`
          colon after a key      | `a: 1`              | 1:2 | `expected "=" or "{" after key "a", found ":"`
          number after a key     | `a 1`               | 1:3 | `expected "=" or "{" after key "a", found "1"`
          key alone              | `a`                 | 1:2 | `expected "=" or "{" after key "a", found end of text`
          key alone in a block   | `a { b }`           | 1:7 | `expected "=" or "{" after key "b", found "}"`
          labels with assignment | `a "b" = {}`        | 1:7 | `expected "{" after label "b" of key "a", found "="`
          labels with a number   | `a "b" "c" 1`       | 1:11 | `expected "{" after label "c" of key "a", found "1"`
          labels alone           | `a "b"`             | 1:6 | `expected "{" after label "b" of key "a", found end of text`
          bare word as a value   | `a = b`             | 1:5 | `expected VALUE for key "a", found "b"`
          null as a value        | `a = null`          | 1:5 | `expected VALUE for key "a", found "null"`
          no value               | `a =`               | 1:4 | `expected VALUE for key "a", found end of text`
          no value in a block    | `a { b = }`         | 1:9 | `expected VALUE for key "b", found "}"`
          single quotes          | `a = 'b'`           | 1:5 | `expected VALUE for key "a", found "'"`
          sign alone             | `a = -`             | 1:5 | `expected VALUE for key "a", found "-"`
          plus sign              | `a = +1`            | 1:5 | `expected VALUE for key "a", found "+"`
          sign and fraction      | `a = -.5`           | 1:5 | `expected VALUE for key "a", found "-"`
          half a heredoc         | `a = <EOF`          | 1:5 | `expected VALUE for key "a", found "<"`
          half a comment         | `a = / b`           | 1:5 | `expected VALUE for key "a", found "/"`
          emoji                  | `a = 😀`            | 1:5 | `expected VALUE for key "a", found "😀"`
          control character      | `a = \7`           | 1:5 | `expected VALUE for key "a", found "U+0007"`
          no-break space         | `a =\240 1`        | 1:4 | `expected VALUE for key "a", found "U+00A0"`
          value as a key         | `1 = 2`             | 1:1 | `expected a key, found "1"`
          boolean as a key       | `true = 2`          | 1:1 | `expected a key, found "true"`
          assignment alone       | `= 1`               | 1:1 | `expected a key, found "="`
          object alone           | `a {} {}`           | 1:6 | `expected a key, found "{"`
          comma first            | `, a = 1`           | 1:1 | `expected a key, found ","`
          doubled comma          | `a = 1,, b = 2`     | 1:7 | `expected a key, found ","`
          stray brace            | `a = 1 }`           | 1:7 | `expected a key, found "}"`
          wrong bracket          | `a { b = 1 ]`       | 1:11 | `expected a key or "}", found "]"`
          block never closed     | `a {\n b { }\n`     | 1:3 | `"{" is never closed, expected "}"`
          comment never closed   | `a = 1 /* b *\n/`   | 1:7 | `comment is never closed, expected "*/"`
          comment closes itself  | `/*/`               | 1:1 | `comment is never closed, expected "*/"`
          string never closed    | `a = "b`            | 1:5 | `string is never closed, expected a double quote on the same line`
          key never closed       | `"a`                | 1:1 | `string is never closed, expected a double quote on the same line`
          line end in a key      | `"a\\nb" ]`         | 1:8 | `expected "=" or "{" after key "aU+000Ab", found "]"`
          NUL                    | `a = 1 # \0`       | 1:9 | `invalid character "U+0000", expected Unicode text without NUL`
          columns of surrogates  | `a = "😀" ]`        | 1:10 | `expected a key, found "]"`
          byte order mark inside | `a = 1 \uFEFF`     | 1:7 | `expected a key, found "U+FEFF"`
          """)
  void saysWhereAndWhatWouldBeAccepted(String name, String text, String position, String problem) {
    Rejections.assertRejected(text, position, problem.replace("VALUE", VALUE));
  }

  @Test
  void tellsThePosition() {
    assertThatExceptionOfType(HclSyntaxException.class)
        .isThrownBy(() -> Hcl.parse("a {\n  b ]\n}"))
        .asInstanceOf(type(HclSyntaxException.class))
        .returns(new Position(2, 5), HclSyntaxException::position);
  }

  @Test
  void rejectsLoneSurrogates() {
    assertThatExceptionOfType(HclSyntaxException.class)
        .isThrownBy(() -> Hcl.parse("a = \"\uD83D\""))
        .withMessage(
            "line 1, column 6: invalid character \"U+D83D\", expected Unicode text without NUL");
  }

  @Test
  void shortensLongKeys() {
    assertThatExceptionOfType(HclSyntaxException.class)
        .isThrownBy(() -> Hcl.parse("k".repeat(41)))
        .withMessage(
            "line 1, column 42: expected \"=\" or \"{\" after key \"%s...\", found end of text",
            "k".repeat(40));
  }

  @Test
  void neverQuotesStrings() {
    assertThatExceptionOfType(HclSyntaxException.class)
        .isThrownBy(() -> Hcl.parse("a = [1 \"secret\"]"))
        .withMessage("line 1, column 8: expected \",\" or \"]\" after a list item, found a string");
  }
}
