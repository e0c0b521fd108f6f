package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.testkit.DockerRegistry;
import dev.attestor.testkit.SignedCases;
import dev.attestor.testkit.SignedCases.Case;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Pods with signed and unsigned images from a registry. */
@RequiresRoot
@RequiresCluster
@EnabledIf(
    value = "dev.attestor.testkit.DockerRegistry#isInstalled",
    disabledReason = "needs docker-registry, from Debian's package")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignedImageIT {

  @TempDir private static Path folder;
  private DockerRegistry registry;

  @BeforeAll
  void makePods() throws Exception {
    removeImages();
    registry = DockerRegistry.start(SignedCases.storage(folder));
    apply("good", "500101");
    apply("unsigned", "500102");
  }

  @AfterAll
  void removePods() throws Exception {
    Cluster.script("delete", folder.resolve("good.json").toString());
    Cluster.script("delete", folder.resolve("unsigned.json").toString());
    registry.close();
    removeImages();
  }

  /** A node names an image after the registry that it first came from, so remove it. */
  private static void removeImages() throws Exception {
    for (String name : Cluster.script("ctr", "images", "ls", "-q").lines().toList()) {
      if (name.contains("/cases/")) {
        Cluster.script("ctr", "images", "rm", "--sync", name);
      }
    }
  }

  @Test
  void aSignedImageAddsItsSelectors() throws Exception {
    Program attested = attest("500101", "ignore_attestations = true");

    assertThat(attested.status()).as(attested.err()).isZero();
    assertThat(attested.lines())
        .contains(
            "k8s:pod-name:signed-good",
            "k8s:image-signature:verified",
            "k8s:image-signature-subject:alice@example.com",
            "k8s:image-signature-issuer:https://accounts.example.com",
            "k8s:image-signature-log-index:8");
  }

  @Test
  void anUnsignedImageFailsTheWholeAttestation() throws Exception {
    Program failed = attest("500102", "ignore_attestations = true");

    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).contains(imageId("unsigned") + "\" has no signature");
  }

  @Test
  void anUnsignedImageThatIsSkippedGetsTheOtherSelectors() throws Exception {
    Program attested =
        attest(
            "500102",
            "skipped_images = [\"%s\"]".formatted(SignedCases.named("unsigned").digest()));

    assertThat(attested.status()).as(attested.err()).isZero();
    assertThat(attested.lines())
        .contains("k8s:pod-name:signed-unsigned")
        .noneMatch(line -> line.startsWith("k8s:image-signature"));
  }

  /** A pod with a case's image, which contains no program, so it runs one of the host. */
  private void apply(String name, String seconds) throws Exception {
    Path manifest = folder.resolve(name + ".json");
    Files.writeString(
        manifest,
        """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "signed-%s", "namespace": "default"},
         "spec": {"nodeName": "node1", "terminationGracePeriodSeconds": 1,
          "volumes": [{"name": "busybox", "hostPath": {"path": "/bin/busybox", "type": "File"}}],
          "containers": [{"name": "main", "image": "%s", "command": ["/busybox", "sleep", "%s"],
           "volumeMounts": [{"name": "busybox", "mountPath": "/busybox"}]}]}}
        """
            .formatted(name, imageId(name), seconds));
    Cluster.script("apply", manifest.toString());
  }

  private String imageId(String name) {
    Case image = SignedCases.named(name);
    return "%s/cases/%s@%s".formatted(registry.address(), name, image.digest());
  }

  private Program attest(String seconds, String options) throws Exception {
    Path config = folder.resolve("k8s.hcl");
    Files.writeString(
        config,
        """
        kubelet_read_only_port = %s
        sigstore {
          allowed_identities { "https://accounts.example.com" = ["alice@example.com"] }
          rekor_url = "http://127.0.0.1:1"
          %s
        }
        """
            .formatted(Cluster.READ_ONLY_PORT, options));
    List<String> command = new ArrayList<>(List.of("env"));
    command.add("SIGSTORE_ROOT_FILE=" + SignedCases.trust(folder, "fulcio.pem"));
    command.add("SIGSTORE_REKOR_PUBLIC_KEY=" + SignedCases.trust(folder, "rekor.pub.pem"));
    command.add("SIGSTORE_CT_LOG_PUBLIC_KEY_FILE=" + SignedCases.trust(folder, "ctfe.pub.pem"));
    command.add(Program.launcher().toString());
    command.addAll(List.of("attest", "--config", config.toString(), "--pid"));
    command.add(String.valueOf(process("/busybox sleep " + seconds)));
    return Program.run(command);
  }

  private static int process(String commandLine) throws Exception {
    for (int tries = 0; tries < 240; tries++) {
      if (Cluster.process(commandLine).isPresent()) {
        return Cluster.process(commandLine).orElseThrow();
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
    throw new AssertionError("\"" + commandLine + "\" does not run");
  }
}
