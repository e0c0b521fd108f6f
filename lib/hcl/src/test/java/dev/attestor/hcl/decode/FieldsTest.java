package dev.attestor.hcl.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.hcl.Hcl;
import dev.attestor.hcl.HclSyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

  private final Problems problems = new Problems();

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "things = { \"A\" = { n = 1 } \"b.c\" = { n = 2 } }",
        "things { A { n = 1 } \"b.c\" { n = 2 } }",
        "things \"A\" { n = 1 }\nthings \"b.c\" { n = 2 }",
        "things { A = { n = 1 } }\nTHINGS \"b.c\" { n = 2 }",
        "things = [{ A = { n = 1 } }, { \"b.c\" = [{ n = 2 }] }]",
        "{\"things\": {\"A\": {\"n\": 1}, \"b.c\": {\"n\": 2}}}",
        "{\"things\": [{\"A\": [{\"n\": 1}]}, {\"b.c\": {\"n\": 2}}]}"
      })
  void findsNamedBlocksHoweverTheyAreWritten(String text) throws HclSyntaxException {
    assertThat(numbers(text)).isEqualTo(Map.of("A", "1", "b.c", "2"));
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void readsLabelsOfABlockAsBlocksWithinIt() throws HclSyntaxException {
    Optional<Fields> top =
        fields("top \"things\" \"A\" { n = 1 }\ntop { things { \"b.c\" { n = 2 } } }").block("top");

    assertThat(top.orElseThrow().named("things")).containsOnlyKeys("A", "b.c");
    assertThat(problems.all()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          things = 7                          | line 1: error: things is 7, expected a block
          things { a = 7 }                    | line 1: error: things.a is 7, expected a block
          things { a "x" { n = 1 } }          | line 1: error: unknown key "things.a.x", did you mean "things.a.n"?
          things "a" "x" { n = 1 }            | line 1: error: unknown key "things.a.x", did you mean "things.a.n"?
          things { a {} a {} }                | line 1: error: things.a is set twice; set it once
          things { a { "\\u001bclear" = 1 } }   | line 1: error: unknown key "things.a.U+001Bclear"
          things { a { m = 1 } }              | line 1: error: unknown key "things.a.m", did you mean "things.a.n"?
          """)
  void refusesWhatIsNoNamedBlock(String text, String expected) throws HclSyntaxException {
    Map<String, String> unused = numbers(text);

    assertThat(problems.all()).map(ConfigProblem::toString).containsExactly(expected);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"l = [\"a\", 2]", "l = [\"a\", \"2\",]", "{\"l\": [\"a\", 2]}"})
  void readsListsOfStrings(String text) throws HclSyntaxException {
    assertThat(fields(text).texts("l")).containsExactly("a", "2");
  }

  @Test
  void takesOneStringForAList() throws HclSyntaxException {
    assertThat(fields("l = \"a\"").texts("l")).containsExactly("a");
    assertThat(fields("").texts("l")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          l = true             | line 1: error: l is true, expected a list of strings
          l { a = 1 }          | line 1: error: l is a block, expected a list of strings
          l = ["a", ["b"]]     | line 1: error: l is a list, expected strings
          """)
  void refusesOtherThanStringsInLists(String text, String expected) throws HclSyntaxException {
    List<String> unused = fields(text).texts("l");

    assertThat(problems.all()).map(ConfigProblem::toString).containsExactly(expected);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "m { \"https://A\" = [\"x\", \"y\"] b = \"z\" }",
        "m = { \"https://A\" = [\"x\"] b = [\"z\"] }\nm { \"https://A\" = \"y\" }",
        "{\"m\": {\"https://A\": [\"x\", \"y\"], \"b\": \"z\"}}"
      })
  void readsMapsOfLists(String text) throws HclSyntaxException {
    assertThat(fields(text).lists("m"))
        .isEqualTo(Map.of("https://A", List.of("x", "y"), "b", List.of("z")));
    assertThat(problems.all()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "s = \"hunter2\"",
        "s { a = \"hunter2\" }",
        "s { a { n = [\"hunter2\"] } }",
        "s { a { n { \"b\" = \"hunter2\" } } }"
      })
  void showsNoValueOfSecretBlocks(String text) throws HclSyntaxException {
    fields(text).namedSecrets("s").values().forEach(block -> block.text("n"));

    assertThat(problems.all()).hasSize(1);
    assertThat(problems.all().toString()).doesNotContain("hunter2");
  }

  private Map<String, String> numbers(String text) throws HclSyntaxException {
    return fields(text).named("things").entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> number(entry.getValue())));
  }

  private static String number(Fields fields) {
    String number = fields.text("n").orElse("none");
    fields.refuseOthers();
    return number;
  }

  private Fields fields(String text) throws HclSyntaxException {
    return new Fields(Hcl.parse(text).entries(), "", problems);
  }
}
