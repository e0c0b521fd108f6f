package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line says of brokers. */
@RequiresRoot
@RequiresCluster
class BrokerConfigIT {

  @TempDir private Path folder;

  @BeforeAll
  static void makeAccounts() throws Exception {
    Cluster.applyManifests();
  }

  @Test
  void warnsOfBrokersThatOnlyAgentOrPluginNames() throws Exception {
    Path config = config("permissive", "/no/such/kubeconfig");
    Program program = Program.attestor("config", "check", config.toString());
    assertThat(program.err().replace(config.toString(), "FILE"))
        .contains(
            "FILE: line 4: warning: the experimental.broker of the agent names"
                + " \"spiffe://example.org/agent\"",
            "FILE: line 11: warning: the experimental.broker of the plugin names"
                + " \"spiffe://example.org/plugin\"",
            "FILE: line 12: warning: experimental.broker.access_policy is \"permissive\"",
            "FILE: line 11: note: brokers need our account at the API server to be allowed \"get\" on"
                + " \"pods\", \"list\" on \"pods\",");
  }

  @Test
  void saysWhichRightsTheAccountHasNot() throws Exception {
    Path admin = config("enforced", Cluster.dir().resolve("admin.kubeconfig").toString());
    assertThat(doctor(admin))
        .contains("ok: rights for brokers: the API server allows what experimental.broker needs");
    Path kubeconfig = Cluster.kubeconfig("nobody", folder);
    assertThat(doctor(config("enforced", kubeconfig.toString())))
        .contains(
            "problem: rights for brokers: our account at the API server is not allowed \"create\" on"
                + " \"subjectaccessreviews.authorization.k8s.io\"",
            "is not allowed \"get\" on \"pods\"",
            "is not allowed \"list\" on \"pods\"",
            "remedy: grant it with a ClusterRole");
  }

  private static String doctor(Path config) throws Exception {
    return Program.attestor("doctor", "--config", config.toString()).out();
  }

  private Path config(String policy, String kubeconfig) throws IOException {
    return Files.writeString(
        folder.resolve("agent.conf"),
        """
        agent {
          experimental { broker { socket_path = "/s" brokers = [
            { id = "spiffe://example.org/both", allowed_reference_types = [{ type_url = "*" }] },
            { id = "spiffe://example.org/agent" } ] } }
        }
        plugins {
          WorkloadAttestor "k8s" {
            plugin_data {
              kubelet_read_only_port = 10255
              kube_config_file = "%s"
              experimental { broker {
                access_policy = "%s"
                brokers = [{ id = "spiffe://example.org/both", pod_reference_scope = "cluster" },
                           { id = "spiffe://example.org/plugin" }]
              } }
            }
          }
        }
        """
            .formatted(kubeconfig, policy));
  }
}
