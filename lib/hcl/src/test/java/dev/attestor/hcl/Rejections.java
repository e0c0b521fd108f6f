package dev.attestor.hcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Checks that a text is rejected with exactly this message and position. */
final class Rejections {
  private Rejections() {}

  static void assertRejected(String text, String position, String problem) {
    String place = "line " + position.replace(":", ", column ") + ": ";
    assertThatExceptionOfType(HclSyntaxException.class)
        .isThrownBy(() -> Hcl.parse(text))
        .withMessage("%s", place + problem)
        .satisfies(e -> assertThat(e.position()).hasToString(position));
  }
}
