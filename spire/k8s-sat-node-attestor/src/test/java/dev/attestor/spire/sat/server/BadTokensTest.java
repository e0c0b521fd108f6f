package dev.attestor.spire.sat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that must not attest an agent, with the status that the host sees. */
class BadTokensTest {

  private static Clusters clusters;

  @BeforeAll
  static void configure(@TempDir Path folder) throws Exception {
    clusters = Clusters.in(folder);
  }

  static Stream<BadCase> cases() {
    return Stream.of(BadPayloads.all(), BadForms.all(), BadSignatures.all(), BadClaims.all())
        .flatMap(List::stream);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void refusesWith(BadCase bad) {
    Clusters.Answer answer = clusters.attest(bad.payload());

    assertThat(answer.responses()).isEmpty();
    assertThat(answer.ends()).hasSize(1);
    assertThat(answer.text()).isEqualTo(bad.expected());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void tellsNoPartOfAToken(BadCase bad) {
    String text = clusters.attest(bad.payload()).text();

    String secret = bad.payload().toString(StandardCharsets.ISO_8859_1);
    String token = secret.substring(secret.indexOf("\"token\"") + 1);
    for (int i = 0; i + 16 <= text.length(); i++) {
      assertThat(token).doesNotContain(text.substring(i, i + 16));
    }
  }

  @Test
  void hasAllTheCasesThatWereAskedFor() {
    assertThat(cases().count()).isGreaterThanOrEqualTo(60);
    assertThat(cases().map(BadCase::name)).doesNotHaveDuplicates();
  }

  @Test
  void asksTheServerAboutNoneOfThem() throws Exception {
    clusters.asked.clear();
    cases().forEach(bad -> clusters.attest(bad.payload()));
    assertThat(clusters.asked).isEmpty();
  }
}
