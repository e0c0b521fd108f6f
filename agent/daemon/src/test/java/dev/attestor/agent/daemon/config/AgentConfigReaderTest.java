package dev.attestor.agent.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.attestor.agent.daemon.limits.Limits;
import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.local.pipe.PipeAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigReaderTest {

  private static final String K8S =
      "\nworkload_attestor \"k8s\" { plugin_data { kubelet_read_only_port = 10255 } }";

  private final AgentConfigReader reader = new AgentConfigReader(name -> null, file -> "");

  @Test
  void hasADefaultForEverything() throws Exception {
    AgentConfig config = reader.read(K8S).config();

    assertThat(config)
        .isEqualTo(
            new AgentConfig(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Duration.ofSeconds(5),
                new AgentConfig.Logging(AgentConfig.Format.TEXT, "info"),
                new WhoisPolicy(Set.of(), Set.of(), Set.of(), Set.of()),
                Limits.DEFAULT,
                config.k8s()));
  }

  @Test
  void readsEveryKey() throws Exception {
    AgentConfig config =
        reader
            .read(
                """
                agent {
                  socket_path = "/tmp/a.sock"
                  pipe_name = "\\\\a\\\\b"
                  http_port = 9464
                  http_address = "192.0.2.7"
                  ready_file = "/tmp/ready"
                  peers_by_number = true
                  watch_interval = "1s"
                  log_format = "json"
                  log_level = "debug"
                  whois { uids = [0, "998"] gids = 100 sids = ["S-1-5-18"] pods = ["monitoring/proxy"] }
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
                """
                    + K8S)
            .config();

    assertThat(config)
        .isEqualTo(
            new AgentConfig(
                Optional.of(Path.of("/tmp/a.sock")),
                Optional.of(PipeAddress.parse("npipe:a\\b")),
                Optional.of(new InetSocketAddress("192.0.2.7", 9464)),
                Optional.of(Path.of("/tmp/ready")),
                true,
                Duration.ofSeconds(1),
                new AgentConfig.Logging(AgentConfig.Format.JSON, "debug"),
                new WhoisPolicy(
                    Set.of(0L, 998L),
                    Set.of(100L),
                    Set.of("S-1-5-18"),
                    Set.of(new PodAccount("monitoring", "proxy"))),
                new Limits(1, 2, 3, 4, 5, 6, 7, 8),
                config.k8s()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          agent { socket = "/a" }              | unknown key "agent.socket", did you mean "agent.socket_path"?
          agent { http_port = 70000 }          | agent.http_port is 70000, expected a number from 0 to 65535
          agent { http_address = "[::]" }      | agent.http_address needs agent.http_port, such as 9464
          agent { http_port = 0 http_address = "localhost" } | agent.http_address is "localhost", expected an IP address such as "127.0.0.1" or "[::]"
          agent { http_port = 0 http_address = "256.0.0.1" } | agent.http_address is "256.0.0.1", expected an IP address such as "127.0.0.1" or "[::]"
          agent { http_port = 0 http_address = "1.2" } | agent.http_address is "1.2", expected an IP address such as "127.0.0.1" or "[::]"
          agent { http_port = 0 http_address = "host:80" } | agent.http_address is "host:80", expected an IP address such as "127.0.0.1" or "[::]"
          agent { http_port = 0 http_address = "[127.0.0.1]" } | agent.http_address is "[127.0.0.1]", expected an IP address such as "127.0.0.1" or "[::]"
          agent { http_port = 0 http_address = "cafe:80" } | agent.http_address is "cafe:80", expected an IP address such as "127.0.0.1" or "[::]"
          agent { http_port = 0 http_address = "[::1" } | agent.http_address is "[::1", expected an IP address such as "127.0.0.1" or "[::]"
          agent { watch_interval = "1ms" }     | agent.watch_interval is 1 ms, expected at least 500 ms
          agent { log_format = "xml" }         | agent.log_format is "xml", expected "text" or "json"
          agent { log_level = "loud" }         | agent.log_level is "loud", expected one of [error, warn, info, debug, trace]
          agent { whois { uids = ["root"] } }  | agent.whois.uids has "root", expected numbers such as 1000
          agent { whois { uids = [4294967295] } } | agent.whois.uids has "4294967295", expected numbers such as 1000
          agent { limits { calls = 0 } }       | agent.limits.calls is 0, expected a number from 1 to 1000000
          agent { whois { sids = ["SYSTEM"] } } | agent.whois.sids has "SYSTEM", expected security identifiers such as "S-1-5-18"
          agent { whois { pods = ["proxy"] } } | agent.whois.pods has "proxy", expected "namespace/serviceaccount", such as "monitoring/proxy"
          agent { whois { pods = ["*/proxy"] } } | agent.whois.pods has "*/proxy", expected "namespace/serviceaccount", such as "monitoring/proxy"
          agent { whois { pods = ["a/"] } }    | agent.whois.pods has "a/", expected "namespace/serviceaccount", such as "monitoring/proxy"
          agent { whois { pods = ["a/b/c"] } } | agent.whois.pods has "a/b/c", expected "namespace/serviceaccount", such as "monitoring/proxy"
          agent { pipe_name = "//host/pipe/a" } | agent.pipe_name: "//host/pipe/a" is not the name of a pipe of this machine, expected one such as "\\\\.\\pipe\\attestor\\public\\api" or "npipe:attestor\\public\\api", of at most 256 characters
          agents {}                            | unknown key "agents", did you mean "agent"?
          """)
  void namesWhatIsWrong(String text, String message) {
    assertThat(problems(text + K8S)).containsExactly(message);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"127.0.0.1, 127.0.0.1", "[::], ::", "::1, ::1", "192.0.2.7, 192.0.2.7"})
  void servesMetricsWhereTold(String address, String expected) throws Exception {
    AgentConfig config =
        reader
            .read("agent { http_port = 1 http_address = \"%s\" }".formatted(address) + K8S)
            .config();

    assertThat(config.http()).contains(new InetSocketAddress(InetAddress.getByName(expected), 1));
  }

  @Test
  void servesMetricsOnLoopbackUnlessTold() throws Exception {
    AgentConfig config = reader.read("agent { http_port = 1 }" + K8S).config();

    assertThat(config.http()).contains(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
  }

  @Test
  void needsAWorkloadAttestor() {
    assertThat(problems("agent {}"))
        .containsExactly(
            "there is no workload attestor, expected workload_attestor \"k8s\" { ... }");
  }

  @Test
  void tellsTheProblemsOfBothPartsAtOnce() {
    assertThat(
            problems(
                "agent { log_level = 1 }\nworkload_attestor \"k8s\" { plugin_data {\n a = 1\n kubelet_read_only_port = 1 } }"))
        .containsExactly(
            "agent.log_level is \"1\", expected one of [error, warn, info, debug, trace]",
            "unknown key \"a\"");
  }

  @Test
  void letsNobodyAskAboutOthersUnlessNamed() {
    WhoisPolicy nobody = new WhoisPolicy(Set.of(), Set.of(), Set.of(), Set.of());
    WhoisPolicy some =
        new WhoisPolicy(
            Set.of(998L),
            Set.of(100L),
            Set.of("S-1-5-18"),
            Set.of(new PodAccount("monitoring", "proxy")));

    assertThat(nobody.includes(new PeerUser.Posix(0, Set.of(0L)))).isFalse();
    assertThat(some.includes(new PeerUser.Posix(0, Set.of(0L)))).isFalse();
    assertThat(some.includes(new PeerUser.Posix(998, Set.of()))).isTrue();
    assertThat(some.includes(new PeerUser.Posix(5, Set.of(7L, 100L)))).isTrue();
    assertThat(some.includes(new PeerUser.Windows("S-1-5-18", Set.of()))).isTrue();
    assertThat(some.includes(new PeerUser.Windows("S-1-5-19", Set.of("S-1-1-0")))).isFalse();
    assertThat(some.includes(new PeerUser.Windows("S-1-5-19", Set.of("S-1-5-18")))).isTrue();
    assertThat(some.includes(new PeerUser.Unknown())).isFalse();
    assertThat(nobody.includesPod("monitoring", "proxy")).isFalse();
    assertThat(some.includesPod("monitoring", "proxy")).isTrue();
    assertThat(some.includesPod("monitoring", "default")).isFalse();
    assertThat(some.includesPod("proxy", "monitoring")).isFalse();
    assertThat(some.includesPod("monitoring", "")).isFalse();
  }

  private java.util.List<String> problems(String text) {
    ConfigException failure = catchThrowableOfType(ConfigException.class, () -> reader.read(text));
    return failure.problems().stream().map(ConfigProblem::message).toList();
  }
}
