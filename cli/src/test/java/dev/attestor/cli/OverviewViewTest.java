package dev.attestor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.attestor.agent.api.v1.Caller;
import dev.attestor.agent.api.v1.OverviewResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverviewViewTest {

  private static final OverviewResponse OVERVIEW =
      OverviewResponse.newBuilder()
          .putAttestations("in_pod", 7)
          .putAttestations("not_listed", 1)
          .setPods(12)
          .addCallers(caller("b", 1, 20, 3))
          .addCallers(caller("c", 2, 10, 0))
          .addCallers(caller("a", 2, 30, 1))
          .build();

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"conns, a c b", "answered, a b c", "failed, b a c", "caller, a b c"})
  void sortsCallersByAColumn(OverviewView.Column column, String order) {
    assertThat(callers(Optional.of(column))).containsExactly(order.split(" "));
  }

  @Test
  void keepsTheOrderOfTheAgentOtherwise() {
    assertThat(callers(Optional.empty())).containsExactly("b", "c", "a");
  }

  @Test
  void showsPodsAndAccountsByName() {
    assertThat(shown("")).contains("prod/web-1 container c1", "dev/web-2", "uid 101 (envoy)");
  }

  @Test
  void showsOnlyCallersInPodsOfTheNamespace() {
    assertThat(shown("prod")).containsExactly("prod/web-1 container c1");
    assertThat(shown("pro")).isEmpty();
  }

  private static List<String> shown(String namespace) {
    OverviewResponse overview =
        OverviewResponse.newBuilder()
            .addCallers(
                Caller.newBuilder()
                    .setName("pod u1 container c1")
                    .setNamespace("prod")
                    .setPod("web-1"))
            .addCallers(Caller.newBuilder().setName("x").setNamespace("dev").setPod("web-2"))
            .addCallers(Caller.newBuilder().setName("uid 101").setAccount("envoy"))
            .build();
    return new OverviewView(Optional.empty(), namespace)
        .of(overview)
        .lines()
        .dropWhile(line -> !line.contains("CONNS"))
        .skip(1)
        .map(line -> line.replaceFirst("^( +[0-9]+)+  ", ""))
        .toList();
  }

  @Test
  void writesOneLineWithoutControlCharactersForLogs() {
    String line =
        new OverviewView(Optional.empty(), "")
            .line(OVERVIEW, Instant.parse("2026-01-02T03:04:05Z"));

    assertThat(line)
        .startsWith("2026-01-02T03:04:05Z attestations_per_second=- p50=0.0ms ")
        .contains(" outcomes={in_pod=7,not_listed=1} ", " pods=12 ")
        .matches("[ -~]+");
  }

  @Test
  void startsAgainWithAnAgentThatWasRestarted() {
    OverviewView view = new OverviewView(Optional.empty(), "");
    Instant time = Instant.parse("2026-01-02T03:04:05Z");
    OverviewResponse restarted =
        OverviewResponse.newBuilder()
            .setStartedAt(Timestamp.newBuilder().setSeconds(9))
            .putAttestations("in_pod", 1)
            .build();
    view.line(OVERVIEW, time);

    assertThat(view.line(restarted, time)).contains(" attestations_per_second=- ");
    assertThat(view.line(restarted, time)).contains(" attestations_per_second=0 ");
  }

  private static List<String> callers(Optional<OverviewView.Column> sort) {
    List<String> lines = new OverviewView(sort, "").of(OVERVIEW).lines().toList();
    return lines.subList(lines.size() - 3, lines.size()).stream()
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .toList();
  }

  private static Caller caller(String name, int connections, long answered, long failed) {
    return Caller.newBuilder()
        .setName(name)
        .setConnections(connections)
        .setAnswered(answered)
        .setFailed(failed)
        .build();
  }
}
