package dev.attestor.agent.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.attestor.agent.daemon.account.AccountId;
import dev.attestor.agent.daemon.account.AccountLookup;
import dev.attestor.agent.daemon.account.AccountLookupException;
import dev.attestor.agent.daemon.limits.Limits;
import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.local.pipe.PipeAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigReaderTest {

  private static final String K8S =
      "\nworkload_attestor \"k8s\" { plugin_data { kubelet_read_only_port = 10255 } }";

  private final AgentConfigReader reader =
      new AgentConfigReader(name -> null, file -> "", AgentConfigReaderTest::account);

  private static Optional<AccountId> account(AccountLookup.Kind kind, String name)
      throws AccountLookupException {
    return switch (kind + " " + name) {
      case "USER envoy" -> Optional.of(new AccountId.User(101));
      case "GROUP mesh" -> Optional.of(new AccountId.Group(102));
      case "USER NT AUTHORITY\\SYSTEM" -> Optional.of(new AccountId.Sid("S-1-5-18"));
      case "GROUP Users" -> Optional.of(new AccountId.Sid("S-1-5-32-545"));
      case "USER far" -> throw new AccountLookupException("the system did not tell within 2000 ms");
      default -> Optional.empty();
    };
  }

  @Test
  void hasADefaultForEverything() throws Exception {
    AgentConfig config = reader.read(K8S).config();

    assertThat(config)
        .isEqualTo(
            new AgentConfig(
                Optional.empty(),
                SocketAccess.EVERYBODY,
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
                  socket_mode = "0660"
                  socket_group = "mesh"
                  pipe_name = "\\\\a\\\\b"
                  http_port = 9464
                  http_address = "192.0.2.7"
                  http_tls {
                    certificate_path = "/tmp/tls.crt"
                    private_key_path = "/tmp/tls.key"
                    client_ca_path = "/tmp/ca.crt"
                  }
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
                SocketAccess.of("rw-rw----", Optional.of(102L)),
                Optional.of(PipeAddress.parse("npipe:a\\b")),
                Optional.of(
                    new HttpSettings(
                        new InetSocketAddress("192.0.2.7", 9464),
                        Optional.of(
                            new HttpTls(
                                Path.of("/tmp/tls.crt"),
                                Path.of("/tmp/tls.key"),
                                Optional.of(Path.of("/tmp/ca.crt")))))),
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
           agent { socket_pth = "/a" }          | unknown key "agent.socket_pth", did you mean "agent.socket_path"?
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
          agent { whois { uids = ["root"] } }  | agent.whois.uids has "root", expected numbers such as 1000; names go to agent.whois.users
          agent { whois { gids = ["root"] } }  | agent.whois.gids has "root", expected numbers such as 1000; names go to agent.whois.groups
          agent { whois { users = ["0"] } }    | agent.whois.users has "0", expected the name of a user of the system that the agent runs on; numbers go to uids
          agent { whois { users = ["a:b"] } }  | agent.whois.users has "a:b", expected the name of a user of the system that the agent runs on; numbers go to uids
          agent { whois { users = [""] } }     | agent.whois.users has "", expected the name of a user of the system that the agent runs on; numbers go to uids
          agent { whois { groups = ["envoy"] } } | agent.whois.groups has "envoy", which is not known here, expected the name of a group of the system that the agent runs on; numbers go to gids
          agent { whois { users = ["far"] } }  | agent.whois.users has "far", and whether there is such a user cannot be told: the system did not tell within 2000 ms
          agent { whois { uids = [4294967295] } } | agent.whois.uids has "4294967295", expected numbers such as 1000; names go to agent.whois.users
          agent { limits { calls = 0 } }       | agent.limits.calls is 0, expected a number from 1 to 1000000
          agent { whois { sids = ["SYSTEM"] } } | agent.whois.sids has "SYSTEM", expected security identifiers such as "S-1-5-18"
          agent { whois { pods = ["proxy"] } } | agent.whois.pods has "proxy", expected "namespace/serviceaccount", such as "monitoring/proxy"
          agent { whois { pods = ["*/proxy"] } } | agent.whois.pods has "*/proxy", expected "namespace/serviceaccount", such as "monitoring/proxy"
          agent { whois { pods = ["a/"] } }    | agent.whois.pods has "a/", expected "namespace/serviceaccount", such as "monitoring/proxy"
          agent { whois { pods = ["a/b/c"] } } | agent.whois.pods has "a/b/c", expected "namespace/serviceaccount", such as "monitoring/proxy"
          agent { pipe_name = "//host/pipe/a" } | agent.pipe_name: "//host/pipe/a" is not the name of a pipe of this machine, expected one such as "\\\\.\\pipe\\attestor\\public\\api" or "npipe:attestor\\public\\api", of at most 256 characters
          agent { http_tls {} http_port = 1 }  | agent.http_tls needs agent.http_tls.certificate_path
          agent { http_port = 1 http_tls { certificate_path = "a" } } | agent.http_tls needs agent.http_tls.private_key_path
          agent { http_tls { certificate_path = "a" private_key_path = "b" } } | agent.http_tls needs agent.http_port, such as 9464
          agent { http_port = 1 http_tls { certificate_path = "a" private_key_path = "b" client_ca_path = "" } } | agent.http_tls.client_ca_path names no file, expected one with CA certificates
          agent { http_port = 1 http_tls { certificate_path = "a" private_key_path = "b" client_ca = "c" } } | unknown key "agent.http_tls.client_ca", did you mean "agent.http_tls.client_ca_path"?
          agent { socket_mode = "0066" }       | agent.socket_mode is "0066", expected three octal digits that let the owner read and write, such as "0660"
          agent { socket_mode = "4777" }       | agent.socket_mode is "4777", expected three octal digits that let the owner read and write, such as "0660"
          agent { socket_mode = "u=rw" }       | agent.socket_mode is "u=rw", expected three octal digits that let the owner read and write, such as "0660"
          agent { socket_group = "staff" }     | agent.socket_group has "staff", which is not known here, expected the name of a group of the system that the agent runs on, or its number
          agent { socket_mode = "" }           | agent.socket_mode has no value, expected three octal digits, such as "0660"
          agent { socket_group = "" }          | agent.socket_group has no value, expected the name or the number of a group
          agent { socket_group = "Users" }     | agent.socket_group is set, but only Linux nodes support it; remove it
          agent { socket_group = 4294967295 }  | agent.socket_group has "4294967295", expected the name of a group of the system that the agent runs on, or its number
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

    assertThat(config.http().map(HttpSettings::address))
        .contains(new InetSocketAddress(InetAddress.getByName(expected), 1));
  }

  @Test
  void servesMetricsOnLoopbackUnlessTold() throws Exception {
    AgentConfig config = reader.read("agent { http_port = 1 }" + K8S).config();

    assertThat(config.http().map(HttpSettings::address))
        .contains(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
  }

  @Test
  void tellsWhereFilesAreNamed() throws Exception {
    String tls =
        "agent {\n http_port = 1\n http_tls {\n certificate_path = \"a\"\n private_key_path = \"b\" } }";

    assertThat(reader.read(tls + K8S).places())
        .containsEntry(HttpTls.CERTIFICATE, new Position(4, 2))
        .containsEntry(HttpTls.KEY, new Position(5, 2));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "agent { whois {} } plugins {}             | true",
        "agent { http_port = 1 } plugins {}        | true",
        "agent { socket_path = \"a\" } workload_attestor \"k8s\" {} | true",
        "agent { socket_path = \"a\" } plugins {}  | false",
        "agent { trust_domain = \"a\" } plugins {} | false",
        "kubelet_secure_port = 1                   | false"
      })
  void knowsItsOwnConfigurations(String text, boolean ours) throws Exception {
    assertThat(AgentConfigReader.isOurs(text)).isEqualTo(ours);
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

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          socket_mode = "0600"                  | rw------- |
          socket_mode = 0660                    | rw-rw---- |
          socket_mode = "777"                   | rwxrwxrwx |
          socket_group = "mesh"                 | rw-rw---- | 102
          socket_group = 0                      | rw-rw---- | 0
          socket_group = "7" socket_mode = "666" | rw-rw-rw- | 7
          """)
  void letsThoseConnectWhoAreNamed(String text, String mode, @Nullable Long group)
      throws Exception {
    assertThat(reader.read("agent { %s }".formatted(text) + K8S))
        .satisfies(parsed -> assertThat(parsed.remarks()).isEmpty())
        .extracting(parsed -> parsed.config().socketAccess())
        .isEqualTo(SocketAccess.of(mode, Optional.ofNullable(group)));
  }

  @Test
  void warnsOfAGroupThatMayNotConnect() throws Exception {
    assertThat(
            reader.read("agent { socket_group = \"mesh\" socket_mode = \"0600\" }" + K8S).remarks())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "line 1: warning: agent.socket_group has no effect: agent.socket_mode lets no group"
                + " connect, which \"0660\" does");
  }

  @Test
  void takesNamedAccountsBesideNumbers() throws Exception {
    assertThat(
            reader
                .read(
                    "agent { whois { uids = [1] users = [\"envoy\", \"NT AUTHORITY\\\\SYSTEM\"] groups = \"mesh\" } }"
                        + K8S)
                .config()
                .whoMayAsk())
        .isEqualTo(new WhoisPolicy(Set.of(1L, 101L), Set.of(102L), Set.of("S-1-5-18"), Set.of()));
  }

  @Test
  void namesTheLineOfAnUnknownName() {
    ConfigException failure =
        catchThrowableOfType(
            ConfigException.class,
            () -> reader.read("agent { whois {\n users = [\"envoy\",\n \"envoi\"]\n} }" + K8S));

    assertThat(failure.problems())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "line 2: error: agent.whois.users has \"envoi\", which is not known here, expected the"
                + " name of a user of the system that the agent runs on; numbers go to uids");
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

  private List<String> problems(String text) {
    ConfigException failure = catchThrowableOfType(ConfigException.class, () -> reader.read(text));
    return failure.problems().stream().map(ConfigProblem::message).toList();
  }

  @Test
  void notesThatItAnswersNoBrokersAndRefusesToBeWithoutPods() throws Exception {
    String k8s = "workload_attestor \"k8s\" { plugin_data {\n%s\n} }";
    String broker =
        "experimental { broker { access_policy = \"permissive\" brokers = [] } api_server {} }";
    assertThat(reader.read(k8s.formatted("kubelet_read_only_port = 1\n" + broker)).remarks())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "line 3: note: experimental.broker has no effect: the node agent answers no brokers",
            "line 3: note: experimental.api_server has no effect: the node agent answers no brokers");
    assertThat(
            catchThrowableOfType(
                    ConfigException.class,
                    () -> reader.read(k8s.formatted("disable_kubelet_client = true")))
                .problems())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "line 2: error: disable_kubelet_client = true leaves the node agent without pods; remove it");
  }
}
