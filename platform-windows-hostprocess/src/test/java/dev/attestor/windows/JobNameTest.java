package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.locate.ContainerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Job names that any process in session 0 may choose: Windows allows every UTF-16 unit except the
 * backslash.
 */
class JobNameTest {

  private static final String ID =
      "9bca8d63d5fa610783847915bcff0ecac1273e5b4bed3f6fa1b07350e0135961";

  @Test
  void readsTheNamesOfContainersJobs() {
    assertThat(JobName.parse("\\Container_" + ID).map(JobName::container))
        .contains(new ContainerId(ID));
    assertThat(JobName.parse("\\BaseNamedObjects\\JobContainer_" + ID).map(JobName::container))
        .contains(new ContainerId(ID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s\u0000",
        "\u0000%s",
        "%s\n",
        "%s\r",
        "%s\u0085",
        "%s\u2028",
        "%s ",
        " %s",
        "%s\ud800",
        "%s\udc00",
        "\ud800%s",
        "%s\ufffd",
        "%s\u0661",
        "\uff19%s",
        "%s/",
        "%s\\",
        "\\%s",
        "%s\u0000\\Container_x",
        "%s\n\\Container_x",
        "\u200b%s",
        "%s\ufeff",
        "",
      })
  void takesNoOtherNameForOne(String id) {
    String name = id.formatted(ID);
    assertThat(JobName.parse("\\Container_" + name)).isEmpty();
    assertThat(JobName.parse("\\BaseNamedObjects\\JobContainer_" + name)).isEmpty();
    assertThat(JobName.of(JobName.JobDirectory.ROOT, "Container_" + name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\container_%s",
        "\\CONTAINER_%s",
        "Container_%s",
        "\\Container_a\\Container_%s",
        "\\\\Container_%s",
        "\\BaseNamedObjects\\Container_%s",
        "\\basenamedobjects\\JobContainer_%s",
        "\\Sessions\\1\\BaseNamedObjects\\JobContainer_%s",
        "\\BaseNamedObjects\\x\u0000\\JobContainer_%s",
        "\\BaseNamedObjects\\JobContainer_x\n\\Container_%s",
      })
  void takesNoOtherPlaceForOne(String path) {
    assertThat(JobName.parse(path.formatted(ID))).isEmpty();
  }
}
