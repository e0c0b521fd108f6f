package dev.attestor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.error.AttestationException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartOpenerTest {

  @TempDir private Path folder;

  /** The kubelet's CA and token, and the kubeconfig. */
  @Test
  void namesEveryMissingFileAtOnce() throws Exception {
    K8sConfig config = config("enable_namespace_labels = true\nkube_config_file = \"@/kube\"\n");

    assertThatThrownBy(() -> Host.of("Linux").ports(config))
        .isInstanceOf(AttestationException.class)
        .hasMessageContaining(folder.resolve("kube").toString())
        .hasMessageContaining(folder.resolve("ca").toString())
        .hasMessageContaining(folder.resolve("token").toString());
  }

  @Test
  void opensWhatIsNotConfiguredAsNothing() throws Exception {
    PartOpener parts = new PartOpener();

    assertThat(parts.open(config("").namespaces(), Host::namespaces)).isEmpty();
    parts.requireAll(config("").kubelet());
  }

  private K8sConfig config(String text) throws Exception {
    String files = "kubelet_ca_path = \"@/ca\"\ntoken_path = \"@/token\"\n";
    return new K8sConfigReader(name -> null)
        .read((text + files).replace("@", folder.toString().replace("\\", "/")))
        .config();
  }
}
