package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.hcl.decode.ConfigException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariablesTest {

  /** As Go's os.Expand answers, by which SPIRE expands. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "${A}      | 1",
        "$A        | 1",
        "x$A.y     | x1.y",
        "$AB       | ''",
        "${A}B     | 1B",
        "a${NONE}b | ab",
        "$$A       | $A",
        "$${A}     | ${A}",
        "a$        | a$",
        "^x$\"     | ^x$\"",
        "a$1b      | ab",
        "${}x      | x",
        "${x       | x",
        "${A B}    | spaced",
        "$(A)      | $(A)",
        "${$}      | $",
      })
  void expandsAsSpireDoes(String text, String expected) {
    assertThat(Variables.expand(text, Map.of("A", "1", "A B", "spaced")::get)).isEqualTo(expected);
  }

  @Test
  void saysThatAVariableIsNotExpanded() throws ConfigException {
    assertThat(Configs.remarks("token_path = \"/t\"\nkubelet_ca_path = \"${DIR}/ca.crt\""))
        .containsExactly(
            "line 2: warning: ${DIR} is not expanded: SPIRE does that with -expandEnv, Attestor's"
                + " commands with --expand-env");
  }

  @Test
  void findsVariablesInBlocksAndShowsNothingAroundThem() throws ConfigException {
    assertThat(
            Configs.remarks("sigstore { allowed_identities { \"i\" = [\"a\", \"secret${X}\"] } }"))
        .filteredOn(remark -> remark.contains("warning: ${X} is not expanded"))
        .singleElement()
        .asString()
        .doesNotContain("secret");
  }
}
