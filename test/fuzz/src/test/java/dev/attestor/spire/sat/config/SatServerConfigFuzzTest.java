package dev.attestor.spire.sat.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.spire.sat.config.TokenValidation.ByKeys;
import dev.attestor.spire.sat.config.TokenValidation.ByPublishedKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text gives clusters that validate tokens and allow some account, or has problems. */
class SatServerConfigFuzzTest {

  static Stream<byte[]> texts() {
    return Seeds.texts(
        """
        clusters = {
            "MyCluster" = {
                service_account_allow_list = ["production:spire-agent"]
                use_token_review_api_validation = true
                kube_config_file = "path/to/kubeconfig/file"
            }
        }
        """,
        """
        clusters "a.b_c-1" {
          service_account_allow_list = ["x:y", "z:w"]
          service_account_key_file = "/k"
          service_account_jwks_file = "/j"
          key_reload_interval = "90s"
          issuer = "https://i"
          audience = "spire"
          refuse_used_tokens = "true"
        }
        clusters "second" {
          service_account_allow_list = ["x:y"]
          use_token_review_api_validation = 1
          audience = ["a", "b"]
          token_binding = "node"
          agent_id = "pod"
        }
        """,
        """
        clusters "c" {
          service_account_allow_list = ["x:y"]
          keys = "oidc"
          issuer = "https://i/7"
          issuer_ca_file = "/ca"
          keys_max_age = "48h"
        }
        clusters "d" { service_account_allow_list = ["x:y"] keys = "api_server" }
        clusters_directory = "/clusters"
        """,
        "{\"clusters\": [{\"a\": {\"service_account_allow_list\": \"x:y\","
            + " \"service_account_jwks_file\": \"/j\"}}]}");
  }

  @MethodSource("texts")
  @FuzzTest
  void givesClustersOrProblems(byte[] data) {
    Growth.check(data, bytes -> ServerConfigReader.read(new String(bytes, StandardCharsets.UTF_8)));
    try {
      Parsed<ServerConfig> parsed =
          ServerConfigReader.read(new String(data, StandardCharsets.UTF_8));
      Refusals.checkRemarks(parsed.remarks());
      ServerConfig config = parsed.config();
      assertThat(config.clusters().isEmpty() && config.directory().isEmpty()).isFalse();
      assertThat(config.clusters())
          .allSatisfy(SatServerConfigFuzzTest::checkCluster)
          .extracting(ClusterConfig::name)
          .doesNotHaveDuplicates();
    } catch (ConfigException e) {
      Refusals.checkProblems(e);
    }
  }

  private static void checkCluster(ClusterConfig cluster) {
    assertThat(cluster.name()).isNotIn("", ".", "..");
    assertThat(cluster.name().chars()).allMatch(SatServerConfigFuzzTest::isInSegment);
    assertThat(cluster.allowed()).isNotEmpty();
    assertThat(cluster.agentId().suits(cluster.binding())).isTrue();
    if (cluster.validation() instanceof ByKeys keys) {
      assertThat(keys.files().pem().isPresent() || keys.files().jwks().isPresent()).isTrue();
      keys.reload().ifPresent(reload -> assertThat(reload).isPositive());
      assertThat(keys.issuers()).doesNotContain("");
    }
    if (cluster.validation() instanceof ByPublishedKeys keys) {
      assertThat(keys.most()).isGreaterThanOrEqualTo(keys.refresh());
      assertThat(keys.refresh()).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
    }
  }

  /** The SPIFFE ID standard, section 2.2. */
  private static boolean isInSegment(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_';
  }
}
