package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.hcl.decode.ConfigException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationSectionTest {

  private static final Path CA = Path.of("/run/secrets/kubernetes.io/serviceaccount/ca.crt");

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        "skip_kubelet_verification = false",
        "kubelet_verification = \"\"",
        "kubelet_verification = \"strict\"",
        "kubelet_verification = \"strict\" skip_kubelet_verification = false"
      })
  void verifiesUnlessToldOtherwise(String text) throws ConfigException {
    assertThat(check(text)).isEqualTo(new ServerCheck.ChainAndName(CA, "node-1"));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "skip_kubelet_verification = true",
        "kubelet_verification = \"skip\"",
        "kubelet_verification = \"skip\" skip_kubelet_verification = true"
      })
  void skipsOnlyIfTold(String text) throws ConfigException {
    assertThat(check(text)).isEqualTo(new ServerCheck.None());
  }

  @Test
  void findsOutWithTheConfiguredCaAndTheNameOfTheNode() throws ConfigException {
    assertThat(check("kubelet_verification = \"auto\" kubelet_ca_path = \"/ca\""))
        .isEqualTo(
            new ServerCheck.Auto(
                Path.of("/ca"),
                Optional.of("node-1"),
                Path.of("/var/lib/kubelet/pki/kubelet.crt"),
                Path.of("/etc/kubernetes/kubelet-ca.crt")));
    assertThat(
            ((SecurePort)
                    Configs.read("kubelet_verification = \"auto\"", Map.of()).config().kubelet())
                .server())
        .isEqualTo(new ServerCheck.Auto(CA, Optional.empty()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kubelet_verification = "Auto"                                      | line 1: error: kubelet_verification is "Auto", expected "auto", "strict" or "skip"
          kubelet_verification = "none"                                      | line 1: error: kubelet_verification is "none", expected "auto", "strict" or "skip"
          kubelet_verification = "auto" skip_kubelet_verification = true     | line 1: error: kubelet_verification = "auto" and skip_kubelet_verification = true contradict each other; remove skip_kubelet_verification
          kubelet_verification = "strict" skip_kubelet_verification = true   | line 1: error: kubelet_verification = "strict" and skip_kubelet_verification = true contradict each other; remove skip_kubelet_verification
          kubelet_verification = "skip" skip_kubelet_verification = false    | line 1: error: kubelet_verification = "skip" and skip_kubelet_verification = false contradict each other; remove skip_kubelet_verification
          """)
  void refusesOtherWordsAndContradictions(String text, String problem) {
    assertThat(Configs.problems(text)).containsExactly(problem);
  }

  @Test
  void warnsOfSettingsWithoutEffect() throws ConfigException {
    assertThat(Configs.remarks("kubelet_verification = \"skip\" kubelet_ca_path = \"/ca\""))
        .containsExactly(
            "line 1: warning: kubelet_verification = \"skip\" takes precedence: kubelet_ca_path has"
                + " no effect");
    assertThat(Configs.remarks("kubelet_read_only_port = 1 kubelet_verification = \"auto\""))
        .contains(
            "line 1: warning: kubelet_read_only_port takes precedence: kubelet_verification has no"
                + " effect");
  }

  private static ServerCheck check(String text) throws ConfigException {
    return ((SecurePort) Configs.config(text).kubelet()).server();
  }
}
