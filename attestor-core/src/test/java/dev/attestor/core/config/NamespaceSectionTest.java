package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.hcl.decode.ConfigException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code enable_namespace_labels} and {@code kube_config_file}. */
class NamespaceSectionTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "enable_namespace_labels = false", "enable_namespace_labels = \"0\""})
  void areOffUnlessAskedFor(String text) throws ConfigException {
    assertThat(Configs.config(text).namespaces()).isEmpty();
  }

  @Test
  void areReadAsAPodReads() throws ConfigException {
    assertThat(Configs.config("enable_namespace_labels = true").namespaces())
        .contains(new NamespaceAccess(Optional.empty()));
  }

  @Test
  void areReadByAKubeconfig() throws ConfigException {
    assertThat(
            Configs.config("enable_namespace_labels = true\nkube_config_file = \"/k\"")
                .namespaces())
        .contains(new NamespaceAccess(Optional.of(Path.of("/k"))));
  }

  @Test
  void sayThatAKubeconfigAloneDoesNothing() throws ConfigException {
    assertThat(Configs.remarks("kube_config_file = \"/k\""))
        .containsExactly(
            "line 1: warning: kube_config_file has no effect without enable_namespace_labels ="
                + " true or experimental.broker");
  }
}
