package dev.attestor.hcl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HclJsonTest {
  /** Stands for VALUE in the rows. */
  private static final String VALUE = "a string, number, true, false, null, list or object";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          empty object           | `{}`                            | ``
          after blanks           | ` \r\n\t{ } \n`                 | ``
          after a byte order mark | `\uFEFF{"a": 1}`              | `a = 1`
          all kinds              | `{"a": ["b", 1.5, true, false, null, [], {}]}` | `a = ['b', 1.5, true, false, null, [], {}]`
          nested objects         | `{"a": {"b": {"c": 1}}}`        | `a = {b = {c = 1}}`
          lists of objects       | `{"a": [{"b": [{"c": 1}]}]}`    | `a = [{b = [{c = 1}]}]`
          repeated keys are kept | `{"a": 1, "a": 2}`              | `a = 1; a = 2`
          empty key              | `{"": 1}`                       | ` = 1`
          trailing commas        | `{"a": [1,], "b": 2,}`          | `a = [1]; b = 2`
          """)
  void readsJson(String name, String text, String tree) throws HclSyntaxException {
    assertThat(Trees.parse(text)).isEqualTo(tree);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          bare key             | `{a: 1}`            | 1:2 | `expected a key in double quotes or "}", found "a"`
          comment              | `{ # a\n}`          | 1:3 | `expected a key in double quotes or "}", found "#"`
          comma alone          | `{,}`               | 1:2 | `expected a key in double quotes or "}", found ","`
          assignment           | `{"a" = 1}`         | 1:6 | `expected ":" after key "a", found "="`
          label                | `{"a" "b": 1}`      | 1:6 | `expected ":" after key "a", found a string`
          no value             | `{"a": }`           | 1:7 | `expected VALUE for key "a", found "}"`
          unknown word         | `{"a": True}`       | 1:7 | `expected VALUE for key "a", found "True"`
          sign alone           | `{"a": -}`          | 1:7 | `expected VALUE for key "a", found "-"`
          no leading digit     | `{"a": .5}`         | 1:7 | `expected VALUE for key "a", found "."`
          missing comma        | `{"a": 1 "b": 2}`   | 1:9 | `expected "," or "}" after the value of key "a", found a string`
          missing comma in list | `{"a": [1 2]}`     | 1:10 | `expected "," or "]" after a list item, found "2"`
          doubled comma        | `{"a": [1,,2]}`     | 1:10 | `expected "]" or VALUE, found ","`
          heredoc              | `{"a": <<E\nE\n}`   | 1:7 | `expected VALUE for key "a", found "<"`
          line end in a string | `{"a": "b\n"}`      | 1:7 | `string is never closed, expected a double quote on the same line`
          string never closed  | `{"a": "b`          | 1:7 | `string is never closed, expected a double quote on the same line`
          object never closed  | `{"a": {"b": 1}`    | 1:1 | `"{" is never closed, expected "}"`
          open after a comma   | `{"a": 1,`          | 1:1 | `"{" is never closed, expected "}"`
          list never closed    | `{"a": [1`          | 1:7 | `"[" is never closed, expected "]"`
          wrong bracket        | `{"a": 1]`          | 1:8 | `expected "," or "}" after the value of key "a", found "]"`
          second document      | `{}\n{}`            | 2:1 | `expected end of text after the closing "}", found "{"`
          comma at the end     | `{},`               | 1:3 | `expected end of text after the closing "}", found ","`
          form feed first      | `\f{}`              | 1:1 | `expected "{", found "U+000C"`
          """)
  void rejectsJson(String name, String text, String position, String problem) {
    Rejections.assertRejected(text, position, problem.replace("VALUE", VALUE));
  }
}
