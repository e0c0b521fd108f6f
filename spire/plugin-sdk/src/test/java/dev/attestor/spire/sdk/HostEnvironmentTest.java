package dev.attestor.spire.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostEnvironmentTest {

  private static HostEnvironment parse(String... pairs) throws StartRefusedException {
    Map<String, String> environment = new HashMap<>();
    environment.put("WorkloadAttestor", "WorkloadAttestor");
    for (int i = 0; i < pairs.length; i += 2) {
      environment.put(pairs[i], pairs[i + 1]);
    }
    return HostEnvironment.parse(PluginType.WORKLOAD_ATTESTOR, environment);
  }

  @Test
  void isContentWithTheCookieAlone() throws StartRefusedException {
    assertThat(parse())
        .isEqualTo(new HostEnvironment(Optional.empty(), Optional.empty(), PortRange.ANY, false));
  }

  @Test
  void readsAllVariables() throws StartRefusedException {
    assertThat(
            parse(
                "PLUGIN_PROTOCOL_VERSIONS", "2,1",
                "PLUGIN_UNIX_SOCKET_DIR", "/run/x",
                "PLUGIN_UNIX_SOCKET_GROUP", "spire",
                "PLUGIN_MIN_PORT", "10000",
                "PLUGIN_MAX_PORT", "25000",
                "PLUGIN_MULTIPLEX_GRPC", "false",
                "PLUGIN_CLIENT_CERT", ""))
        .isEqualTo(
            new HostEnvironment(
                Optional.of(Path.of("/run/x")),
                Optional.of("spire"),
                new PortRange(10000, 25000),
                true));
  }

  @Test
  void explainsItselfToWhoeverStartsItByHand() {
    assertThatThrownBy(() -> HostEnvironment.parse(PluginType.NODE_ATTESTOR, Map.of()))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("this is a SPIRE plugin (NodeAttestor)")
        .hasMessageContaining("plugin_cmd");
  }

  @Test
  void rejectsTheCookieOfAnotherType() {
    assertThatThrownBy(() -> parse("WorkloadAttestor", "NodeAttestor"))
        .isInstanceOf(StartRefusedException.class);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"2", "11", "0,2", "x"})
  void rejectsHostsOfOtherVersions(String versions) {
    assertThatThrownBy(() -> parse("PLUGIN_PROTOCOL_VERSIONS", versions))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("\"" + versions + "\"");
  }

  @Test
  void neverAnswersInClearTextToAHostThatWantsTls() {
    assertThatThrownBy(() -> parse("PLUGIN_CLIENT_CERT", "-----BEGIN CERTIFICATE-----"))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("mutual TLS");
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"a,1", "2,1", "-1,5", "1,65536", "0,7"})
  void rejectsWhatIsNoRangeOfPorts(String min, String max) {
    assertThatThrownBy(() -> parse("PLUGIN_MIN_PORT", min, "PLUGIN_MAX_PORT", max))
        .isInstanceOf(StartRefusedException.class)
        .hasMessage(
            "PLUGIN_MIN_PORT is \"%s\" and PLUGIN_MAX_PORT is \"%s\", expected a range of ports"
                .formatted(min, max));
  }
}
