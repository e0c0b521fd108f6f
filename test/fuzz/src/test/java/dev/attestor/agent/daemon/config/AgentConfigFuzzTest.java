package dev.attestor.agent.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.agent.daemon.account.AccountId;
import dev.attestor.agent.daemon.account.AccountLookup;
import dev.attestor.agent.daemon.limits.Limits;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.local.pipe.PipeAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text is a configuration of the agent whose values are in their ranges, or has problems. */
class AgentConfigFuzzTest {

  private static final AgentConfigReader READER =
      new AgentConfigReader(
          Map.of("N", "node")::get,
          file -> "kubelet_read_only_port = 10255",
          AgentConfigFuzzTest::account);
  private static final WhoisPolicy NOBODY = new WhoisPolicy(Set.of(), Set.of(), Set.of(), Set.of());
  private static final String K8S =
      "workload_attestor \"k8s\" { plugin_data { kubelet_read_only_port = 10255 } }\n";

  private static Optional<AccountId> account(AccountLookup.Kind kind, String name) {
    assertThat(name).isNotBlank().hasSizeLessThanOrEqualTo(256).doesNotContain(":", "\0", "\n");
    return Optional.of(new AccountId.User(0)).filter(user -> name.length() < 8).map(user -> user);
  }

  static Stream<byte[]> texts() {
    return Seeds.texts(
        K8S,
        """
        agent {
          socket_path = "/tmp/a.sock"
          pipe_name = "\\\\a\\\\b"
          http_port = 9464
          http_address = "[::]"
          ready_file = "/tmp/ready"
          peers_by_number = true
          watch_interval = "1s"
          log_format = "json"
          log_level = "debug"
        }
        """
            + K8S,
        K8S
            + """
            agent {
              whois { uids = [0, "998"] gids = 100 sids = ["S-1-5-18"] pods = ["monitoring/proxy.a"] users = ["envoy"] groups = "nobody-here" }
              limits {
                connections = 1
                connections_per_caller = 2
                calls = 3
                calls_per_caller = 4
                queue_per_caller = 5
                calls_per_second_per_caller = 6
                watches = 7
                watches_per_caller = 8
              }
            }
            """,
        "plugins { WorkloadAttestor \"k8s\" { plugin_data { node_name_env = \"N\" } } }",
        "{\"agent\": {\"whois\": [{\"uids\": [1]}]},"
            + " \"WorkloadAttestor\": {\"k8s\": {\"plugin_data\": {}}}}");
  }

  @MethodSource("texts")
  @FuzzTest
  void givesAConfigurationOrProblems(byte[] data) {
    Growth.check(data, bytes -> READER.read(new String(bytes, StandardCharsets.UTF_8)));
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      Parsed<AgentConfig> parsed = READER.read(text);
      Refusals.checkRemarks(parsed.remarks());
      checkRanges(parsed.config());
      checkWhoMayAsk(text, parsed.config().whoMayAsk());
    } catch (ConfigException e) {
      Refusals.checkProblems(e);
    }
  }

  private static void checkRanges(AgentConfig config) {
    assertThat(config.watchInterval()).isGreaterThanOrEqualTo(Duration.ofMillis(500));
    config.http().ifPresent(http -> assertThat(http.address().isUnresolved()).isFalse());
    assertThat(config.logging().level()).isIn("error", "warn", "info", "debug", "trace");
    config.pipe().ifPresent(pipe -> assertThat(PipeAddress.parse(pipe.path())).isEqualTo(pipe));
    Limits limits = config.limits();
    assertThat(
            List.of(
                limits.connections(),
                limits.connectionsPerCaller(),
                limits.calls(),
                limits.callsPerCaller(),
                limits.queuePerCaller(),
                limits.callsPerSecondPerCaller(),
                limits.watches(),
                limits.watchesPerCaller()))
        .allMatch(limit -> limit >= 1 && limit <= 1_000_000);
  }

  /** Nobody may ask about others unless the text names somebody. */
  private static void checkWhoMayAsk(String text, WhoisPolicy who) {
    assertThat(who.uids()).allSatisfy(AgentConfigFuzzTest::isAccount);
    assertThat(who.gids()).allSatisfy(AgentConfigFuzzTest::isAccount);
    assertThat(who.sids()).allMatch(sid -> sid.startsWith("S-1-") && text.contains(sid));
    assertThat(who.pods())
        .allSatisfy(
            pod ->
                assertThat(PodAccount.parse(pod.namespace() + "/" + pod.serviceAccount()))
                    .contains(pod));
    // With a backslash, a quoted key can be spelled in other ways.
    if (!text.toLowerCase(Locale.ROOT).contains("whois") && text.indexOf('\\') < 0) {
      assertThat(who).isEqualTo(NOBODY);
    }
  }

  private static void isAccount(long id) {
    assertThat(id).isBetween(0L, 0xFFFF_FFFEL);
  }
}
