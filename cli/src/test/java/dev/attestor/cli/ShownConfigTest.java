package dev.attestor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.hcl.Hcl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownConfigTest {

  @Test
  void showsNoValueThatMayBeSecret() throws Exception {
    String shown =
        ShownConfig.of(
            """
            # old password: hunter2
            agent { socket_path = "/run/a.sock" join_token = "hunter2" }
            WorkloadAttestor "k8s" {
              plugin_data {
                kubelet_secure_port = 10250
                kubelet_pods_api = "off"
                token_path = "/var/token"
                skip_kubelet_verification = true
                pasword = "hunter2"
                pin = 20021
                sigstore {
                  allowed_identities { "https://issuer" = ["me@example.com"] }
                  proxy_url = "http://u:hunter2@proxy:1"
                  registry_credentials "ghcr.io" { username = "hunter2" password = "hunter2" }
                  anything = ["hunter2", { deep = "hunter2" }]
                }
              }
            }
            """);

    assertThat(shown).doesNotContain("hunter2", "20021", "#");
    assertThat(shown)
        .contains(
            "kubelet_secure_port = 10250",
            "kubelet_pods_api = \"off\"",
            "token_path = \"/var/token\"",
            "skip_kubelet_verification = true",
            "\"https://issuer\" = [\"me@example.com\", ]",
            "\"ghcr.io\"",
            "password = \"(cut out)\"");
    assertThat(Hcl.parse(shown).entries()).as("it is HCL").hasSize(2);
  }

  @Test
  void keepsQuotesAndBackslashesInPaths() throws Exception {
    String shown = ShownConfig.of("token_path = \"C:\\\\a \\\"b\\\"\"");

    assertThat(shown).isEqualTo("token_path = \"C:\\\\a \\\"b\\\"\"\n");
  }

  @Test
  void showsNoUserAndNoQueryOfAUrl() throws Exception {
    String shown =
        ShownConfig.of(
            """
            sigstore {
              rekor_url = "https://bob:hunter2@rekor.corp/x?key=hunter2#hunter2"
              plain_http_registries = ["bob:hun@ter2/hunter2@registry:5000"]
              registry_mirrors {
                "docker.io" = ["https://bob:hunter2@mirror/v2", "https://m/?mail=a@hunter2"]
                "https://bob:hunter2@quay.io" = ["bob:hunter2@plain"]
              }
              allowed_identities {
                "https://bob:hunter2@issuer" = [
                  "https://bob:hunter2@host/a.yml@refs/tags/v1", "https://host/a.yml@refs/heads/main"
                ]
              }
            }
            token_path = "hunter2 https://a:hunter2@b"
            "plugin" "https://bob:hunter2@x" {}
            """);

    assertThat(shown)
        .doesNotContain("hunter2", "ter2")
        .contains(
            "rekor_url = \"https://...@rekor.corp/x?...\"",
            "[\"...@registry:5000\", ]",
            "\"docker.io\" = [\"https://...@mirror/v2\", \"https://...\", ]",
            "[\"...@plain\", ]",
            "\"https://...@issuer\"",
            "\"https://...@host/a.yml@refs/tags/v1\"",
            "\"https://host/a.yml@refs/heads/main\"");
  }

  @Test
  void showsNoArgumentOfAPlugin() throws Exception {
    assertThat(ShownConfig.of("plugin_args = [\"--password\", \"hunter2\"]"))
        .isEqualTo("plugin_args = [\"(cut out)\", \"(cut out)\", ]\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "allowed_identities { registry_credentials \"r\" { password = \"hunter2\" } }",
        "allowed_identities { \"https://i\" = { \"a.b\" = \"hunter2\" } }",
        "allowed_identities { password = \"hunter2\" }",
        "registry_mirrors { \"docker.io\" { password = \"hunter2\" } }",
        "registry_mirrors { registry_credentials { \"ghcr.io\" { password = \"hunter2\" } } }",
        "users { bob = \"hunter2\" }",
        "groups \"g\" { key = \"hunter2\" }",
        "pods = [{ secret = \"hunter2\" }, [\"hunter2\"]]",
        "plugin_data_file { inline = \"hunter2\" }",
        "token_path { a { b = [\"hunter2\"] } }",
      })
  void aShownKeyShowsNothingThatIsNestedInIt(String config) throws Exception {
    assertThat(ShownConfig.of(config)).doesNotContain("hunter2").contains("(cut out)");
  }
}
