package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.hcl.decode.ConfigException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kubelet_pods_api}. */
class PodsApiSectionTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "kubelet_pods_api = \"\"", "kubelet_pods_api = \"auto\""})
  void usesTheUsualSocketWhereItIsThere(String text) throws ConfigException {
    assertThat(Configs.config(text).podsApi())
        .contains(new PodsApiSocket(Path.of("/var/lib/kubelet/pods-api/pods-api.sock"), false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix:///k/s", "/k/s"})
  void namesASocket(String value) throws ConfigException {
    assertThat(Configs.config("kubelet_pods_api = \"%s\"".formatted(value)).podsApi())
        .contains(new PodsApiSocket(Path.of("/k/s"), true));
  }

  @ParameterizedTest
  @CsvSource({
    "kubelet_secure_port = 10250, true",
    "kubelet_secure_port = 10251, false",
    "kubelet_read_only_port = 10255, true",
    "kubelet_read_only_port = 10256, false"
  })
  void isAutomaticallyOffForAKubeletWithAnotherPort(String port, boolean used)
      throws ConfigException {
    assertThat(Configs.config(port).podsApi().isPresent()).isEqualTo(used);
    assertThat(Configs.config(port + "\nkubelet_pods_api = \"/k/s\"").podsApi()).isPresent();
  }

  @Test
  void canBeOff() throws ConfigException {
    assertThat(Configs.config("kubelet_pods_api = \"off\"").podsApi()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "unix://k/s", "tcp://127.0.0.1:1"})
  void isNothingElse(String value) {
    assertThat(Configs.problems("kubelet_pods_api = \"%s\"".formatted(value)))
        .containsExactly(
            ("line 1: error: kubelet_pods_api is \"%s\", expected \"auto\", \"off\" or a Unix socket"
                    + " of at most 107 bytes such as"
                    + " \"unix:///var/lib/kubelet/pods-api/pods-api.sock\"")
                .formatted(value));
  }
}
