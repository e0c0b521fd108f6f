package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.KubeletAccess.ReadOnlyPort;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.hcl.Hcl;
import dev.attestor.hcl.HclSyntaxException;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class K8sConfigReaderTest {

  private static final Path CA = Path.of("/run/secrets/kubernetes.io/serviceaccount/ca.crt");
  private static final Authentication ACCOUNT_TOKEN =
      new Authentication.BearerToken(Path.of("/run/secrets/kubernetes.io/serviceaccount/token"));
  private static final SecurePort LOOPBACK =
      new SecurePort("127.0.0.1", 10250, new ServerCheck.Chain(CA), ACCOUNT_TOKEN);

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(strings = {"", " \n# nothing\n", "{}", "\uFEFF"})
  void takesDefaultsFromAnEmptyText(String text) throws ConfigException {
    Parsed<K8sConfig> parsed = Configs.read(text, Map.of());

    assertThat(parsed.config()).isEqualTo(withKubelet(LOOPBACK));
    assertThat(parsed.remarks())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "note: without a node name the kubelet is asked at 127.0.0.1 and its certificate's"
                + " chain is verified, but not its name; kubelet_server_name would have the name"
                + " verified too");
  }

  @Test
  void mapsEveryKey() throws ConfigException {
    String text =
        """
        kubelet_secure_port = 10251
        node_name = "node-7"
        node_name_env = "OTHER"
        kubelet_ca_path = "/pki/ca.pem"
        kubelet_server_name = "kubelet.example"
        skip_kubelet_verification = false
        use_anonymous_authentication = false
        certificate_path = "/pki/client.pem"
        private_key_path = "/pki/client.key"
        disable_container_selectors = true
        attest_ephemeral_containers = true
        kubelet_cgroup_root = "/docker/abc"
        allow_containers_without_pod_cgroup = true
        prefetch = false
        container_runtime_endpoint = "unix:///run/cri.sock"
        poll_retry_interval = "250ms"
        max_poll_attempts = 8
        reload_interval = "1m30s"
        disable_kubelet_client = false
        enable_namespace_labels = true
        kube_config_file = "/etc/kube.conf"
        experimental {}
        """;

    SecurePort kubelet =
        new SecurePort(
            "node-7",
            10251,
            new ServerCheck.ChainAndName(Path.of("/pki/ca.pem"), "kubelet.example"),
            new Authentication.ClientCertificate(
                Path.of("/pki/client.pem"), Path.of("/pki/client.key")));
    assertThat(Configs.read(text, Map.of("OTHER", "unused")).config())
        .isEqualTo(
            new K8sConfig(
                kubelet,
                false,
                Optional.empty(),
                Duration.ofSeconds(90),
                Duration.ofMillis(250),
                Duration.ofSeconds(2),
                true,
                true,
                new PodCgroups(Optional.of("/docker/abc"), true),
                false,
                Optional.of(new RuntimeEndpoint.UnixSocket(Path.of("/run/cri.sock"))),
                Optional.of(new NamespaceAccess(Optional.of(Path.of("/etc/kube.conf")))),
                Optional.empty(),
                Optional.empty()));
  }

  static Stream<Arguments> accesses() {
    ServerCheck named = new ServerCheck.ChainAndName(CA, "node-1");
    return Stream.of(
        Arguments.of(
            "kubelet_secure_port = 65535", new SecurePort("node-1", 65535, named, ACCOUNT_TOKEN)),
        Arguments.of(
            "skip_kubelet_verification = true",
            new SecurePort("node-1", 10250, new ServerCheck.None(), ACCOUNT_TOKEN)),
        Arguments.of(
            "token_path = \"/t\"",
            new SecurePort("node-1", 10250, named, new Authentication.BearerToken(Path.of("/t")))),
        Arguments.of(
            "use_anonymous_authentication = true",
            new SecurePort("node-1", 10250, named, new Authentication.Anonymous())),
        Arguments.of(
            "kubelet_server_name = \"a.b\"",
            new SecurePort(
                "node-1", 10250, new ServerCheck.ChainAndName(CA, "a.b"), ACCOUNT_TOKEN)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accesses")
  void readsHowTheKubeletIsAsked(String text, KubeletAccess expected) throws ConfigException {
    assertThat(Configs.config(text)).isEqualTo(withKubelet(expected));
    assertThat(Configs.remarks(text)).isEmpty();
  }

  static Stream<Arguments> forms() {
    return Stream.of(
        Arguments.of(
            "assignments",
            "kubelet_secure_port = 10251\npoll_retry_interval = \"2s\"\ntoken_path = \"/t\""),
        Arguments.of(
            "one line", "kubelet_secure_port=10251,poll_retry_interval=\"2s\" token_path=\"/t\""),
        Arguments.of(
            "quoted number",
            "kubelet_secure_port = \"10251\" poll_retry_interval = \"2s\" token_path = \"/t\""),
        Arguments.of(
            "hexadecimal",
            "kubelet_secure_port = 0x280B poll_retry_interval = \"2s\" token_path = \"/t\""),
        Arguments.of(
            "keys in any case",
            "Kubelet_Secure_Port = 10251 POLL_RETRY_INTERVAL = \"2s\" token_Path = \"/t\""),
        Arguments.of(
            "comments",
            "/* a */ kubelet_secure_port = 10251 # b\npoll_retry_interval = \"2s\" // c\n"
                + "token_path = \"/t\""),
        Arguments.of(
            "JSON",
            "{\"kubelet_secure_port\": 10251, \"poll_retry_interval\": \"2s\","
                + " \"token_path\": \"/t\", \"node_name\": null, \"experimental\": null}"),
        Arguments.of(
            "JSON with quoted number",
            "{\"kubelet_secure_port\": \"10251\", \"poll_retry_interval\": \"2s\","
                + " \"token_path\": \"/t\", \"experimental\": [{}]}"),
        Arguments.of(
            "experimental as an assignment",
            "experimental = {} kubelet_secure_port = 10251 poll_retry_interval = \"2s\""
                + " token_path = \"/t\""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  void readsEveryFormOfHcl(String form, String text) throws ConfigException {
    K8sConfig expected =
        new K8sConfig(
            new SecurePort(
                "node-1",
                10251,
                new ServerCheck.ChainAndName(CA, "node-1"),
                new Authentication.BearerToken(Path.of("/t"))),
            false,
            Optional.empty(),
            Duration.ofMinutes(1),
            Duration.ofSeconds(2),
            Duration.ofMinutes(2),
            false,
            false,
            PodCgroups.USUAL,
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(Configs.config(text)).isEqualTo(expected);
    assertThat(Configs.remarks(text)).isEmpty();
  }

  @Test
  void leavesTheCgroupRootToTheKubeletByChoice() throws ConfigException {
    assertThat(Configs.config("kubelet_cgroup_root = \"auto\"").cgroups())
        .isEqualTo(new PodCgroups(Optional.empty(), false));
  }

  @Test
  void warnsOfWhatContainersWithoutAPodsCgroupGiveUp() throws ConfigException {
    assertThat(Configs.remarks("node_name = \"n\"\nallow_containers_without_pod_cgroup = true"))
        .singleElement()
        .asString()
        .startsWith(
            "line 2: warning: allow_containers_without_pod_cgroup gives up the kernel's word on the"
                + " pod");
  }

  @Test
  void readsHeredocs() throws ConfigException {
    assertThat(Configs.config("kubelet_cgroup_root = <<-E\n  /a\n  E\n").cgroups().root())
        .contains("/a\n");
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "true, true",
    "false, false",
    "\"true\", true",
    "\"TRUE\", true",
    "1, true",
    "\"1\", true",
    "0, false",
    "\"0\", false",
    "\"false\", false"
  })
  void readsTruthsAsHclDoes(String value, boolean expected) throws ConfigException {
    assertThat(Configs.config("disable_container_selectors = " + value).disableContainerSelectors())
        .isEqualTo(expected);
  }

  static Stream<Arguments> examples() {
    return Stream.of(
        Arguments.of("kubelet_read_only_port = 10255", new ReadOnlyPort(10255)),
        Arguments.of("", LOOPBACK),
        Arguments.of(
            "skip_kubelet_verification = true",
            new SecurePort("127.0.0.1", 10250, new ServerCheck.None(), ACCOUNT_TOKEN)),
        Arguments.of(
            "skip_kubelet_verification = true\ntoken_path = \"/path/to/token\"",
            new SecurePort(
                "127.0.0.1",
                10250,
                new ServerCheck.None(),
                new Authentication.BearerToken(Path.of("/path/to/token")))),
        Arguments.of(
            """
            kubelet_ca_path = "/path/to/kubelet-ca.pem"
            certificate_path = "/path/to/cert.pem"
            private_key_path = "/path/to/key.pem"
            """,
            new SecurePort(
                "127.0.0.1",
                10250,
                new ServerCheck.Chain(Path.of("/path/to/kubelet-ca.pem")),
                new Authentication.ClientCertificate(
                    Path.of("/path/to/cert.pem"), Path.of("/path/to/key.pem")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void readsTheExamplesOfTheSpecification(String data, KubeletAccess expected)
      throws ConfigException, HclSyntaxException {
    String text = "WorkloadAttestor \"k8s\" {\n  plugin_data {\n" + data + "\n  }\n}\n";

    assertThat(
            new K8sConfigReader(name -> null)
                .read(
                    PluginData.find(Hcl.parse(text), new Problems()).orElseThrow(),
                    new Problems(),
                    file -> "")
                .config())
        .isEqualTo(withKubelet(expected));
  }

  @ParameterizedTest(name = "{0} times {1} is {2}")
  @CsvSource({
    "500ms, 1, PT0.5S",
    "1ns, 3, PT0.000000003S",
    "1h, 1000000, PT24H",
    "500ms, 99999999999999999999, PT24H",
    "2540400h, 60, PT24H"
  })
  void waitsIntervalTimesAttemptsAndADayAtMost(String interval, String attempts, Duration expected)
      throws ConfigException {
    String text =
        "poll_retry_interval = \"%s\" max_poll_attempts = \"%s\"".formatted(interval, attempts);

    assertThat(Configs.config(text).patience()).isEqualTo(expected);
  }

  @Test
  void keepsDefaultsForValuesThatAreNotPositive() throws ConfigException {
    String text =
        """
        kubelet_read_only_port = 0
        kubelet_secure_port = -1
        poll_retry_interval = "-1s"
        reload_interval = "0"
        max_poll_attempts = 0
        """;

    Parsed<K8sConfig> parsed = Configs.read(text, Map.of("MY_NODE_NAME", "node-1"));

    assertThat(parsed.config())
        .isEqualTo(
            withKubelet(
                new SecurePort(
                    "node-1", 10250, new ServerCheck.ChainAndName(CA, "node-1"), ACCOUNT_TOKEN)));
    assertThat(parsed.remarks())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "line 1: note: kubelet_read_only_port is not positive and is treated as not set",
            "line 2: note: kubelet_secure_port is not positive and is treated as not set",
            "line 3: note: poll_retry_interval is not positive; the default of 500 ms is used",
            "line 4: note: reload_interval is not positive; the default of 60000 ms is used",
            "line 5: note: max_poll_attempts is not positive; the default of 60 is used");
  }

  private static K8sConfig withKubelet(KubeletAccess kubelet) {
    return new K8sConfig(
        kubelet,
        false,
        kubelet.port() == 65535 ? Optional.empty() : Optional.of(PodsApiSocket.USUAL),
        Duration.ofMinutes(1),
        Duration.ofMillis(500),
        Duration.ofSeconds(30),
        false,
        false,
        PodCgroups.USUAL,
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
