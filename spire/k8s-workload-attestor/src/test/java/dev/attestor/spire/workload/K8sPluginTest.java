package dev.attestor.spire.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.core.event.AttestorListener;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.spire.sdk.BadConfigurationException;
import dev.attestor.spire.sdk.ConfigValidation;
import dev.attestor.spire.sdk.PluginConfiguration;
import org.junit.jupiter.api.Test;

class K8sPluginTest {

  private final K8sPlugin plugin =
      new K8sPlugin(
          name -> null,
          config ->
              Ports.of(
                  new ContainerLocator() {
                    @Override
                    public ProcessPin pin(int pid) {
                      throw new AssertionError("nobody attests here");
                    }

                    @Override
                    public Location locate(int pid, ProcessPin pin) {
                      throw new AssertionError("nobody attests here");
                    }
                  }),
          brokers -> {
            throw new AssertionError("no broker asks here");
          },
          AttestorListener.NONE);

  @Test
  void takesAGoodConfiguration() throws BadConfigurationException {
    plugin.configure(data("kubelet_read_only_port = 10255"));
  }

  @Test
  void namesEveryProblemOfABadOne() {
    assertThatThrownBy(() -> plugin.configure(data("node_nam = \"a\"\nreload_interval = \"x\"")))
        .isInstanceOf(BadConfigurationException.class)
        .hasMessage(
            "line 1: unknown key \"node_nam\", did you mean \"node_name\"?; "
                + "line 2: reload_interval is \"x\", expected a duration such as \"500ms\" or \"1m30s\"");
  }

  @Test
  void refusesCredentialsThatCannotBeLoaded() {
    assertThatThrownBy(() -> plugin.configure(data("kubelet_ca_path = \"/no/such.crt\"")))
        .isInstanceOf(BadConfigurationException.class)
        .hasMessageContaining("does not exist; see ");
  }

  @Test
  void validatesWithEveryNote() {
    assertThat(
            plugin.validate(data("kubelet_read_only_port = 10255\nskip_kubelet_verification = 1")))
        .isEqualTo(
            new ConfigValidation(
                true,
                java.util.List.of(
                    "line 2: warning: kubelet_read_only_port takes precedence: skip_kubelet_verification has no effect")));
    assertThat(plugin.validate(data("a = ")).valid()).isFalse();
  }

  private static PluginConfiguration data(String hcl) {
    return new PluginConfiguration("example.org", hcl);
  }
}
