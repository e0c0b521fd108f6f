package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The agent with a real kubelet and a caller in a real container. */
@RequiresRoot
@RequiresCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentClusterIT {

  private static final String POD = "default/asks-who-it-is";

  /** Mounts the host's libraries, so that the packaged program runs in a container without any. */
  private static final String MANIFEST =
      """
      {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "asks-who-it-is", "namespace": "default", "labels": {"app": "asker"}},
        "spec": {
          "nodeName": "node1",
          "terminationGracePeriodSeconds": 1,
          "containers": [{
            "name": "asker",
            "image": "registry.local/busybox:1.36",
            "imagePullPolicy": "Never",
            "command": ["/bin/sh", "-c", "@ASK@"],
            "volumeMounts": [
              {"name": "usr", "mountPath": "/usr", "readOnly": true},
              {"name": "lib", "mountPath": "/lib", "readOnly": true},
              {"name": "lib64", "mountPath": "/lib64", "readOnly": true},
              {"name": "attestor", "mountPath": "@HOME@", "readOnly": true},
              {"name": "shared", "mountPath": "@SHARED@"}
            ]
          }],
          "volumes": [
            {"name": "usr", "hostPath": {"path": "/usr"}},
            {"name": "lib", "hostPath": {"path": "@LIB@"}},
            {"name": "lib64", "hostPath": {"path": "@LIB64@"}},
            {"name": "attestor", "hostPath": {"path": "@HOME@"}},
            {"name": "shared", "hostPath": {"path": "@SHARED@"}}
          ]
        }
      }
      """;

  @TempDir private static Path folder;
  private RunningAgent agent;

  @BeforeAll
  void start() throws Exception {
    agent =
        RunningAgent.start(
            folder,
            "whois { uids = [0] }\nhttp_port = 0",
            "kubelet_read_only_port = " + Cluster.READ_ONLY_PORT);
  }

  @AfterAll
  void stop() throws Exception {
    agent.close();
    Cluster.script("delete", POD);
  }

  @Test
  void tellsAProcessInAContainerWhoItIs() throws Exception {
    String ask =
        "%s whoami --socket %s >%s/whoami.out 2>%s/whoami.err; echo $? >%s/status; exec /bin/sleep 500101"
            .formatted(Program.launcher(), agent.socket(), folder, folder, folder);
    String manifest =
        MANIFEST
            .replace("@ASK@", ask)
            .replace("@HOME@", Program.home().toString())
            .replace("@SHARED@", folder.toString())
            .replace("@LIB@", Path.of("/lib").toRealPath().toString())
            .replace("@LIB64@", Path.of("/lib64").toRealPath().toString());
    Path file = Files.writeString(folder.resolve("pod.json"), manifest);
    Cluster.script("apply", file.toString());
    Path status = folder.resolve("status");
    for (int tries = 0; tries < 600 && !Files.exists(status); tries++) {
      Thread.sleep(100);
    }

    assertThat(status).as(agent.log()).exists();
    assertThat(folder.resolve("whoami.err")).hasContent("");
    assertThat(Files.readString(folder.resolve("whoami.out")).lines())
        .contains(
            "k8s:ns:default",
            "k8s:pod-name:asks-who-it-is",
            "k8s:pod-label:app:asker",
            "k8s:container-name:asker",
            "k8s:node-name:node1")
        .isSorted();
    assertThat(status).hasContent("0\n");

    int pid = 0;
    for (int tries = 0; tries < 100 && pid == 0; tries++) {
      pid = Cluster.process("/bin/sleep 500101").orElse(0);
      Thread.sleep(100);
    }
    Program whois = agent.ask("whois", "" + pid);
    assertThat(whois.out()).isEqualTo(Files.readString(folder.resolve("whoami.out")));
  }

  @Test
  void findsNothingWrongWithThisNode() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), Cluster.token("attestor"));
    Path config =
        Files.writeString(
            folder.resolve("doctor.hcl"),
            "kubelet_ca_path = \"%s\"\ntoken_path = \"%s\"\nkubelet_server_name = \"node1\"\n"
                .formatted(Cluster.pki("ca.crt"), token));
    Program doctor = agent.ask("doctor", "--config", config.toString());

    assertThat(doctor.status()).as(doctor.out() + doctor.err()).isZero();
    assertThat(doctor.out())
        .contains("ok: kubelet certificate: its chain is verified, and that it is for \"node1\"")
        .contains("ok: token: ")
        .contains("ok: clock: ")
        .contains("ok: agent: listens on ")
        .containsPattern("ok: kubelet: 127.0.0.1:10250 lists [0-9]+ pods in [0-9]+ ms")
        .containsPattern("ok: cgroups: [0-9]+ processes in [0-9]+ containers");
  }

  @Test
  void namesTheRemedyForATokenWithoutPermission() throws Exception {
    Path token = Files.writeString(folder.resolve("nobody"), Cluster.token("nobody"));
    Path config =
        Files.writeString(
            folder.resolve("nobody.hcl"),
            "kubelet_ca_path = \"%s\"\ntoken_path = \"%s\"\n"
                .formatted(Cluster.pki("ca.crt"), token));
    Program doctor = agent.ask("doctor", "--config", config.toString());

    assertThat(doctor.status()).isEqualTo(1);
    assertThat(doctor.out())
        .contains("problem: kubelet: ")
        .contains("  remedy: bind a ClusterRole that may get nodes/pods");
  }
}
