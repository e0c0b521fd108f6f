package dev.attestor.hcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HclEntryTest {
  private static final Position HERE = new Position(2, 3);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          empty text                   | ``                               | ``
          blanks only                  | ` \t\r\n `                       | ``
          comments only                | `# a\n// b\n/* c\n * d */`       | ``
          assignment                   | `a = 1`                          | `a = 1`
          no blanks                    | `a=1`                            | `a = 1`
          quoted key                   | `"a b" = 1`                      | `a b = 1`
          key with all characters      | `_aZ-0.é = 1`                    | `_aZ-0.é = 1`
          quoted true is a key         | `"true" = 1`                     | `true = 1`
          block                        | `a { }`                          | `a {}`
          block with a label           | `a "b" { }`                      | `a 'b' {}`
          block with labels            | `a "b" c "d" { }`                | `a 'b' 'c' 'd' {}`
          object by assignment         | `a = { }`                        | `a = {}`
          nested blocks                | `a { b "c" { d = 1 } }`          | `a {b 'c' {d = 1}}`
          value on the next line       | `a =\n1`                         | `a = 1`
          brace on the next line       | `a\n{\n}`                        | `a {}`
          line ends between entries    | `a = 1\nb = 2`                   | `a = 1; b = 2`
          nothing between entries      | `a = 1 b = 2`                    | `a = 1; b = 2`
          commas between entries       | `a = 1, b { }, c = 3,`           | `a = 1; b {}; c = 3`
          commas in a block            | `a { b = 1, c = 2, }`            | `a {b = 1; c = 2}`
          repeated keys are kept       | `a = 1\nA = 2\na { }`            | `a = 1; A = 2; a {}`
          Windows line ends            | `a = 1\r\nb {\r\n}\r\n`          | `a = 1; b {}`
          byte order mark              | `\uFEFFa = 1`                    | `a = 1`
          comment after a value        | `a = 1 # b = 2\nc = 3`           | `a = 1; c = 3`
          comment before a value       | `a = # b\n1`                     | `a = 1`
          comment at the end           | `a = 1 // b`                     | `a = 1`
          comments between any tokens  | `/**/a/**/"b"/* * */{/*/ */}//`  | `a 'b' {}`
          comment marks in a string    | `a = "# // /*"`                  | `a = '# // /*'`
          booleans                     | `a = true b = false`             | `a = true; b = false`
          """)
  void readsEntries(String name, String text, String tree) throws HclSyntaxException {
    assertThat(Trees.parse(text)).isEqualTo(tree);
  }

  @Test
  void findsEntriesByKeyInAnyCase() throws HclSyntaxException {
    HclObject object = Hcl.parse("a = 1\nb = 2\nA = 3");

    assertThat(object.entries("a"))
        .containsExactly(object.entries().get(0), object.entries().get(2));
    assertThat(object.entries("c")).isEmpty();
  }

  @Test
  void takesTheFirstLabelAsABlockWithin() throws HclSyntaxException {
    HclEntry entry = Hcl.parse("a \"b\" \"c\" { d = 1 }").entries().get(0);

    HclEntry nested = entry.nested();

    assertThat(nested.value())
        .isEqualTo(
            new HclObject(
                List.of(
                    new HclEntry(
                        "b",
                        entry.labels().subList(1, 2),
                        entry.value(),
                        new Position(1, 3),
                        true)),
                new Position(1, 3)));
    assertThat(nested.nested()).isSameAs(nested);
  }

  @Test
  void rejectsLabelsOfAnAssignment() {
    List<HclText> labels = List.of(new HclText("b", HERE));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HclEntry("a", labels, new HclNull(HERE), HERE, false))
        .withMessage("assignment \"a\" has labels");
  }

  @Test
  void rejectsBlockWithoutObject() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HclEntry("a", List.of(), new HclNull(HERE), HERE, true))
        .withMessage("block \"a\" holds no object");
  }
}
