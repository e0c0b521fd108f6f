package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.hcl.decode.ConfigException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerNameTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("NODE", "node-1", "EMPTY", "", "BAD", "a b", "MY_NODE_NAME", "usual");

  @ParameterizedTest(name = "{0} verifies {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kubelet_server_name_env = ""                                       | usual
          kubelet_server_name_env = "NODE"                                   | node-1
          kubelet_server_name = "mine"                                       | mine
          kubelet_server_name = "mine" kubelet_server_name_env = "NODE"      | mine
          kubelet_server_name = "mine" kubelet_server_name_env = "UNSET"     | mine
          """)
  void takesTheConfiguredNameThenTheEnvironmentThenTheNode(String text, String name)
      throws ConfigException {
    SecurePort access = (SecurePort) Configs.read(text, ENVIRONMENT).config().kubelet();

    assertThat(access.server())
        .isEqualTo(
            new ServerCheck.ChainAndName(
                Path.of("/run/secrets/kubernetes.io/serviceaccount/ca.crt"), name));
    assertThat(access.host()).isEqualTo("usual");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UNSET | line 1: error: the environment variable UNSET is not set, expected the name in the kubelet's certificate
          EMPTY | line 1: error: the environment variable EMPTY is not set, expected the name in the kubelet's certificate
          BAD   | line 1: error: the environment variable BAD is "a b", expected a host name or an IP address
          """)
  void refusesAVariableWithoutAName(String variable, String problem) {
    assertThat(
            Configs.problems("kubelet_server_name_env = \"%s\"".formatted(variable), ENVIRONMENT))
        .containsExactly(problem);
  }

  @Test
  void leavesTheAddressAlone() throws ConfigException {
    assertThat(
            Configs.read("kubelet_server_name_env = \"NODE\"", Map.of("NODE", "node-1"))
                .config()
                .kubelet()
                .host())
        .isEqualTo("127.0.0.1");
  }
}
