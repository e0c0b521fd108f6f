package dev.attestor.hcl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows contain the text between the quotes. */
class HclStringTest {
  private static final String LETTER =
      "expected one of a b f n r t v x u U 0-7 \" \\ after \"\\\", found";

  private static final String CHARACTER =
      "escape names no character, expected one up to \"\\U0010ffff\", surrogates in pairs";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          empty                        | ``                   | ``
          plain                        | `a b`                | `a b`
          other scripts                | `é😀`                | `é😀`
          tab                          | `a\tb`               | `a\tb`
          control escapes              | `\\a\\b\\f\\n\\r\\t\\v` | `\007\b\f\n\r\t\013`
          quote and backslash          | `\\"\\\\`            | `"\\`
          byte                         | `\\x41`              | `A`
          bytes of one character       | `\\xc3\\xa9`         | `é`
          octal bytes                  | `\\101\\303\\251`    | `Aé`
          four digits                  | `\\u00e9`            | `é`
          eight digits                 | `\\U0001F600`        | `😀`
          surrogate pair               | `\\uD83D\\uDE00`     | `😀`
          interpolation                | `a${b}c`             | `a${b}c`
          quotes in interpolation      | `${f("a")}`          | `${f("a")}`
          braces in interpolation      | `${a{b{}}}c`         | `${a{b{}}}c`
          line end in interpolation    | `${a\n}`             | `${a\n}`
          escapes in interpolation     | `${"\\n\\xff"}\\n`   | `${"\\n\\xff"}\n`
          two interpolations           | `${a}\\t${b}`        | `${a}\t${b}`
          doubled dollar               | `$${a}`              | `$${a}`
          dollar and brace apart       | `$ {a}$`             | `$ {a}$`
          """)
  void readsNativeStrings(String name, String body, String value) throws HclSyntaxException {
    String text = "a = \"" + body + "\"";

    assertThat(Hcl.parse(text).entries().get(0).value())
        .isEqualTo(new HclText(value, new Position(1, 5)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          slash                        | `\\/`                | `/`
          surrogate pair               | `\\uD83D\\uDE00`     | `😀`
          escapes of JSON              | `\\"\\\\\\b\\f\\n\\r\\t` | `"\\\b\f\n\r\t`
          escapes of Go                | `\\v\\x41\\101`      | `\013AA`
          tab                          | `a\tb`               | `a\tb`
          interpolation has no meaning | `${`                 | `${`
          """)
  void readsJsonStrings(String name, String body, String value) throws HclSyntaxException {
    String text = "{\"a\":\"" + body + "\"}";

    assertThat(Hcl.parse(text).entries().get(0).value())
        .isEqualTo(new HclText(value, new Position(1, 6)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          unknown escape          | `\\q`         | 1 | `LETTER "q"`
          escaped slash           | `\\/`         | 1 | `LETTER "/"`
          escape in interpolation | `${\\q}`      | 3 | `LETTER "q"`
          escaped line end        | `\\\n`        | 1 | `LETTER end of line`
          short byte              | `\\x4`        | 1 | `malformed escape, expected 2 hexadecimal digits after "\\x"`
          short character         | `\\u00g9`     | 1 | `malformed escape, expected 4 hexadecimal digits after "\\u"`
          short long character    | `\\U0001`     | 1 | `malformed escape, expected 8 hexadecimal digits after "\\U"`
          digits of other scripts | `\\x٤٤`       | 1 | `malformed escape, expected 2 hexadecimal digits after "\\x"`
          short octal             | `\\18`        | 1 | `malformed escape, expected 3 octal digits up to 377 after "\\"`
          too large octal         | `\\400`       | 1 | `malformed escape, expected 3 octal digits up to 377 after "\\"`
          too large character     | `\\U00110000` | 1 | `CHARACTER`
          overflowing character   | `\\UFFFFFFFF` | 1 | `CHARACTER`
          long surrogate          | `\\U0000D83D` | 1 | `CHARACTER`
          lone high surrogate     | `\\uD83D`     | 1 | `CHARACTER`
          lone low surrogate      | `\\uDE00`     | 1 | `CHARACTER`
          two high surrogates     | `\\uD83D\\uD83D` | 1 | `CHARACTER`
          byte that is not UTF-8  | `a\\xff`      | 2 | `escaped bytes are not UTF-8, expected "\\u" for a character`
          half a character        | `\\xc3-\\xa9` | 1 | `escaped bytes are not UTF-8, expected "\\u" for a character`
          line end                | `a\nb`        | 0 | `string is never closed, expected a double quote on the same line`
          open interpolation      | `a${b\n`      | 2 | `"${" is never closed, expected "}"`
          """)
  void rejectsStrings(String name, String body, int offset, String problem) {
    String full = problem.replace("LETTER", LETTER).replace("CHARACTER", CHARACTER);

    Rejections.assertRejected("a = \"" + body + "\"", "1:" + (5 + offset), full);
  }
}
