package dev.attestor.hcl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HclListTest {
  /** Stands for ITEM in the rows. */
  private static final String ITEM = "a quoted string, number, true, false, list or object";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          empty             | `a = []`                   | `a = []`
          one item          | `a = ["b"]`                | `a = ['b']`
          all kinds         | `a = ["b", 1, true, [], {}]` | `a = ['b', 1, true, [], {}]`
          trailing comma    | `a = [1, 2,]`              | `a = [1, 2]`
          over lines        | `a = [\n1\n,\n2,\n]`       | `a = [1, 2]`
          comments          | `a = [1, # b\n/* c */ 2 // d\n]` | `a = [1, 2]`
          lists             | `a = [[1], [[2], []]]`     | `a = [[1], [[2], []]]`
          objects           | `a = [{b = 1}, {c { }}]`   | `a = [{b = 1}, {c {}}]`
          """)
  void readsLists(String name, String text, String tree) throws HclSyntaxException {
    assertThat(Trees.parse(text)).isEqualTo(tree);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          missing comma     | `a = [1 2]`     | 1:8 | `expected "," or "]" after a list item, found "2"`
          after a list      | `a = [[1] "b"]` | 1:10 | `expected "," or "]" after a list item, found a string`
          assignment        | `a = [b = 1]`   | 1:6 | `expected "]" or ITEM, found "b"`
          leading comma     | `a = [, 1]`     | 1:6 | `expected "]" or ITEM, found ","`
          doubled comma     | `a = [1,, 2]`   | 1:8 | `expected "]" or ITEM, found ","`
          wrong bracket     | `a = [1}`       | 1:7 | `expected "," or "]" after a list item, found "}"`
          never closed      | `a = [1, [2]`   | 1:5 | `"[" is never closed, expected "]"`
          open after comma  | `a = [1,`       | 1:5 | `"[" is never closed, expected "]"`
          """)
  void rejectsLists(String name, String text, String position, String problem) {
    Rejections.assertRejected(text, position, problem.replace("ITEM", ITEM));
  }
}
