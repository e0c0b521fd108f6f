package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.Parsed;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text gives a configuration with values in range, or a list of problems. */
class K8sConfigFuzzTest {

  private static final K8sConfigReader READER = new K8sConfigReader(Map.of("N", "node")::get);

  static Stream<byte[]> texts() {
    return Seeds.texts(
        """
        kubelet_secure_port = 10250
        kubelet_ca_path = "/ca"
        node_name = "fe80::1%eth0"
        certificate_path = "/c"
        private_key_path = "/k"
        poll_retry_interval = "1m30.5s"
        max_poll_attempts = 60
        kubelet_cgroup_root = "/docker/a"
        experimental {}
        """,
        """
        kubelet_read_only_port = "0x280f"
        disable_container_selectors = true
        use_new_container_locator = "1"
        node_name_env = "N"
        """,
        """
        skip_kubelet_verification = true
        container_runtime_endpoint = "unix:///run/containerd/containerd.sock"
        namespace_labels = true
        experimental {
          sigstore {
            allowed_identities { "https://issuer.example" = ["a@example.org", ".*@example.com"] }
            rekor_url = "https://rekor.example"
            skipped_images = ["registry.example/a@sha256:0"]
            registry_credentials { "registry.example:5000" = { username = "u", password = "p" } }
          }
        }
        """,
        "{\"kubelet_secure_port\": 10250, \"node_name\": \"a.b\", \"reload_interval\": \".5s\","
            + " \"experimental\": [{\"broker\": null}]}");
  }

  @MethodSource("texts")
  @FuzzTest
  void givesAConfigurationOrProblems(byte[] data) {
    Growth.check(data, bytes -> READER.read(new String(bytes, StandardCharsets.UTF_8)));
    try {
      Parsed<K8sConfig> parsed = READER.read(new String(data, StandardCharsets.UTF_8));
      assertThat(parsed.config().patience()).isPositive();
      assertThat(parsed.config().pollInterval()).isPositive();
      assertThat(parsed.config().reloadInterval()).isPositive();
      assertThat(parsed.config().kubelet().port()).isBetween(1, 65535);
      Refusals.checkRemarks(parsed.remarks());
    } catch (ConfigException e) {
      Refusals.checkProblems(e);
    }
  }
}
