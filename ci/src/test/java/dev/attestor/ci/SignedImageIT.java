package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.testkit.SignedCases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  private SignedPods pods;

  @BeforeAll
  void makePods() throws Exception {
    pods = SignedPods.start(folder);
    pods.apply("good", "500101");
    pods.apply("unsigned", "500102");
  }

  @AfterAll
  void removePods() throws Exception {
    pods.close();
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
    assertThat(failed.err()).contains(pods.imageId("unsigned") + "\" has no signature");
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

  private static Program attest(String seconds, String options) throws Exception {
    Path config = folder.resolve("k8s.hcl");
    Files.writeString(
        config,
        "kubelet_read_only_port = %s\n%s"
            .formatted(Cluster.READ_ONLY_PORT, SignedPods.sigstore(options)));
    List<String> command = new ArrayList<>(List.of("env"));
    SignedPods.trust(folder).forEach((name, value) -> command.add(name + "=" + value));
    command.add(Program.launcher().toString());
    command.addAll(List.of("attest", "--config", config.toString(), "--pid"));
    command.add(String.valueOf(SignedPods.process(seconds)));
    return Program.run(command);
  }
}
