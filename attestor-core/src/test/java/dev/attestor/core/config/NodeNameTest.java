package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.Parsed;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeNameTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("MY_NODE_NAME", "usual", "OTHER", "other", "EMPTY", "");

  @ParameterizedTest(name = "{0} gives {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          node_name = ""                               | usual
          node_name_env = ""                           | usual
          node_name_env = "OTHER"                      | other
          node_name_env = "EMPTY"                      | 127.0.0.1
          node_name_env = "UNSET"                      | 127.0.0.1
          node_name = "mine"                           | mine
          node_name = "mine" node_name_env = "OTHER"   | mine
          node_name = 7                                | 7
          """)
  void takesTheConfiguredNameThenTheEnvironmentThenLoopback(String text, String host)
      throws ConfigException {
    assertThat(Configs.read(text, ENVIRONMENT).config().kubelet().host()).isEqualTo(host);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "node-1",
        "ip-10-0-0-1.eu-west-1.compute.internal",
        "node_1",
        "10.0.0.1",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "::ffff:10.0.0.1",
        "2001:db8:0:0:0:0:0:1"
      })
  void takesHostNamesAndAddresses(String name) throws ConfigException {
    SecurePort access =
        (SecurePort)
            Configs.read("node_name = \"%s\"".formatted(name), Map.of()).config().kubelet();

    assertThat(access.host()).isEqualTo(name);
    assertThat(access.server()).extracting("name").isEqualTo(name);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "a b",
        "https://node",
        "node:10250",
        "10.0.0.1:10250",
        "abc:10250",
        "[::1]",
        ":",
        ":::",
        "1::2::3",
        "-a",
        ".",
        "a/b",
        "a@b",
        "fe80::1%eth-0",
        "ä"
      })
  void refusesWhatIsNoHost(String name) {
    String expected = "is \"%s\", expected a host name or an IP address".formatted(name);

    assertThat(Configs.problems("node_name = \"%s\"".formatted(name)))
        .containsExactly("line 1: error: node_name " + expected);
    assertThat(Configs.problems("kubelet_server_name = \"%s\"".formatted(name)))
        .containsExactly("line 1: error: kubelet_server_name " + expected);
    assertThat(Configs.problems("node_name_env = \"X\"", Map.of("X", name)))
        .containsExactly("error: the environment variable X " + expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          node_name = "elsewhere.example"                           | line 1: note: | elsewhere.example
          node_name_env = "OTHER"                                   | note:         | other
          kubelet_secure_port = 0                                   | note:         | usual
          """)
  void asksTheReadOnlyPortOnThisHostAlone(String text, String level, String name)
      throws ConfigException {
    Parsed<K8sConfig> parsed = Configs.read(text + "\nkubelet_read_only_port = 10255", ENVIRONMENT);

    assertThat(parsed.config().kubelet()).isEqualTo(new KubeletAccess.ReadOnlyPort(10255));
    assertThat(parsed.config().kubelet().host()).isEqualTo("127.0.0.1");
    assertThat(parsed.remarks())
        .extracting(Object::toString)
        .contains(
            level
                + " kubelet_read_only_port is used only at 127.0.0.1, as in SPIRE; the node name \""
                + name
                + "\" has no effect");
  }

  @Test
  void saysNothingOfTheReadOnlyPortWithoutANodeName() throws ConfigException {
    assertThat(Configs.read("kubelet_read_only_port = 10255", Map.of()).remarks()).isEmpty();
  }

  @Test
  void letsTheConfiguredNameHideABadEnvironment() throws ConfigException {
    assertThat(
            Configs.read("node_name = \"good\"", Map.of("MY_NODE_NAME", "a b"))
                .config()
                .kubelet()
                .host())
        .isEqualTo("good");
  }
}
