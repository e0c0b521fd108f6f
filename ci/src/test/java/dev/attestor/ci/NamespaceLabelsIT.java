package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Labels of a namespace from a real API server. */
@RequiresRoot
@RequiresCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamespaceLabelsIT {

  @TempDir private static Path folder;
  private static int pid;

  @BeforeAll
  void makePods() throws Exception {
    Cluster.applyManifests();
    Path labelled =
        Files.writeString(
            folder.resolve("namespace.json"),
            """
            {"apiVersion": "v1", "kind": "Namespace",
             "metadata": {"name": "production", "labels": {"team": "blog", "tier.example/empty": ""}}}
            """);
    Cluster.script("apply", labelled.toString());
    pid = Cluster.process("/bin/sleep 500015").orElseThrow();
  }

  @Test
  void joinTheSelectors() throws Exception {
    Program program = attest(Cluster.dir().resolve("admin.kubeconfig"));

    assertThat(program.err()).isEmpty();
    assertThat(program.lines())
        .isSorted()
        .contains(
            "k8s:ns-label:kubernetes.io/metadata.name:production",
            "k8s:ns-label:team:blog",
            "k8s:ns-label:tier.example/empty:",
            "k8s:ns:production",
            "k8s:container-name:blog");
  }

  @Test
  void needPermission() throws Exception {
    Path kubeconfig = Cluster.kubeconfig("nobody", folder);

    Program program = attest(kubeconfig);

    assertThat(program.status()).isEqualTo(1);
    assertThat(program.out()).isEmpty();
    assertThat(program.err())
        .contains(
            "namespace \"production\" cannot be read: the API server at \"https://127.0.0.1:6443\""
                + " answered 403: namespaces \"production\" is forbidden",
            "; grant \"get\" on \"namespaces\"");
  }

  private static Program attest(Path kubeconfig) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("k8s.hcl"),
            """
            kubelet_read_only_port = %s
            enable_namespace_labels = true
            kube_config_file = "%s"
            """
                .formatted(Cluster.READ_ONLY_PORT, kubeconfig));
    return Program.attestor("attest", "--config", config.toString(), "--pid", "" + pid);
  }
}
