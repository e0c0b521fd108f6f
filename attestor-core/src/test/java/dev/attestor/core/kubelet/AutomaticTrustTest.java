package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.core.kubelet.TestCertificate.Made;
import dev.attestor.standin.CertificateAuthority;
import dev.attestor.testkit.FakeKubelet;
import dev.attestor.testkit.RecordedPods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that nobody named must be root's, so the tests that use them need root. */
@Timeout(60)
class AutomaticTrustTest {

  @TempDir private Path folder;

  private Made ca;
  private Path caFile;
  private Path own;
  private Path bundle;

  @BeforeEach
  void write() throws Exception {
    ca = TestCertificate.ca("CN=cluster").selfSigned();
    caFile = folder.resolve("ca.crt");
    own = folder.resolve("kubelet.crt");
    bundle = folder.resolve("kubelet-ca.crt");
    write(caFile, ca);
  }

  @Test
  void takesTheClusterCaAndTheNameFirst() throws Exception {
    Made server = TrustChecks.server().ip("127.0.0.1").signedBy(ca);

    Verification found = verified(server, Optional.of("node-1"));

    assertThat(found)
        .isEqualTo(
            new Verification(
                "a CA in \"%s\" and the name \"node-1\"".formatted(caFile),
                java.util.List.of(
                    "kubelet_verification = \"strict\"",
                    "kubelet_ca_path = \"%s\"".formatted(caFile),
                    "kubelet_server_name = \"node-1\"")));
  }

  @Test
  void takesTheCommonNameOfAKubelet() throws Exception {
    Made server = TestCertificate.of("O=system:nodes,CN=system:node:node-1").signedBy(ca);

    assertThat(verified(server, Optional.of("node-1")).way())
        .endsWith("and the common name \"system:node:node-1\"");
  }

  @Test
  void takesTheAddressOfThisHostIfTheNameIsAnother() throws Exception {
    Made server = TestCertificate.of("CN=x").dns("internal").ip("127.0.0.1").signedBy(ca);

    Verification found = verified(server, Optional.of("node-1"));

    assertThat(found.way()).endsWith("and the address of this host, 127.0.0.1");
    assertThat(found.settings()).contains("kubelet_server_name = \"127.0.0.1\"");
  }

  @Test
  void takesTheVeryCertificateThatTheKubeletMadeForItself() throws Exception {
    requireRoot();
    Made server = TrustChecks.server().selfSigned();
    write(own, server);

    assertThat(verified(server, Optional.of("other")))
        .isEqualTo(
            new Verification(
                "the kubelet's own certificate in \"%s\"".formatted(own),
                java.util.List.of(
                    "kubelet_verification = \"strict\"",
                    "kubelet_ca_path = \"%s\"".formatted(own),
                    "kubelet_server_name = \"node-1\"")));
  }

  @Test
  void takesNothingThatMerelyChainsToTheKubeletsOwnCertificate() throws Exception {
    requireRoot();
    Made maker = TestCertificate.ca("CN=node-1-ca").selfSigned();
    write(own, maker);

    assertThat(refusal(TrustChecks.server().signedBy(maker), Optional.of("node-1")))
        .contains("the certificate there is another one");
  }

  @Test
  void takesTheBundleOfOpenShift() throws Exception {
    requireRoot();
    Made signer = TestCertificate.ca("CN=kube-csr-signer").selfSigned();
    write(bundle, signer);

    assertThat(verified(TrustChecks.server().signedBy(signer), Optional.of("node-1")).way())
        .isEqualTo("a CA in \"%s\" and the name \"node-1\"".formatted(bundle));
    assertThat(refusal(TestCertificate.of("CN=x").dns("x").signedBy(signer), Optional.empty()))
        .as("the bundle without any name")
        .contains("not by a CA in \"%s\" and the address of this host".formatted(bundle));
  }

  @Test
  void takesTheChainAloneOnlyWithoutAnyName() throws Exception {
    Made server = TestCertificate.of("CN=x").dns("elsewhere").signedBy(ca);

    assertThat(verified(server, Optional.empty()).way())
        .endsWith("alone, because no name is known");
    assertThat(refusal(server, Optional.of("node-1")))
        .contains("is for \"elsewhere\", expected \"node-1\"")
        .contains("is for \"elsewhere\", expected \"127.0.0.1\"")
        .contains("the file \"%s\" does not exist".formatted(own))
        .contains("the file \"%s\" does not exist".formatted(bundle));
  }

  @Test
  void fallsBackToNothingForAStranger() throws Exception {
    Made stranger = TrustChecks.server().selfSigned();

    assertThat(refusal(stranger, Optional.of("node-1")))
        .contains("found nothing that verifies the kubelet's certificate \"CN=node-1\": not by ");
    assertThat(refusal(stranger, Optional.empty())).contains("found nothing that verifies");
  }

  @Test
  void usesNoFileThatOthersMayWrite() throws Exception {
    requireRoot();
    Made server = TrustChecks.server().selfSigned();
    write(own, server);
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-rw-r--"));

    assertThat(refusal(server, Optional.of("node-1")))
        .contains("\"%s\" may be written by others than root".formatted(own));

    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(refusal(server, Optional.of("node-1")))
        .contains("\"%s\" may be written by others than root".formatted(folder));

    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setAttribute(own, "unix:uid", 4711);
    assertThat(refusal(server, Optional.of("node-1")))
        .contains("\"%s\" is not owned by root".formatted(own));
  }

  @Test
  void findsOutAgainWhenTheFilesChange() throws Exception {
    requireRoot();
    Made server = TrustChecks.server().selfSigned();
    write(own, TrustChecks.server().selfSigned());
    try (FakeKubelet kubelet = kubelet(server)) {
      KubeletClient client = client(kubelet, Optional.of("node-1"));
      assertThatExceptionOfType(KubeletException.class).isThrownBy(client::listPods);
      assertThat(client.verification()).isEmpty();

      write(own, server);

      assertThat(client.listPods().pods()).hasSize(15);
      assertThat(client.verification().orElseThrow().way()).contains(own.toString());
    }
  }

  @Test
  void needsAtLeastOneFile() throws IOException {
    Files.delete(caFile);

    assertThatExceptionOfType(KubeletException.class)
        .isThrownBy(() -> new KubeletClient(access(1, Optional.empty()), Duration.ofHours(1)))
        .withMessage(
            "kubelet_verification = \"auto\" has nothing to verify the kubelet with: the file"
                + " \"%s\" does not exist; see kubelet_ca_path; the file \"%s\" does not exist; the"
                + " file \"%s\" does not exist",
            caFile, own, bundle);
  }

  private Verification verified(Made server, Optional<String> name) throws Exception {
    try (FakeKubelet kubelet = kubelet(server)) {
      KubeletClient client = client(kubelet, name);
      assertThat(client.listPods().pods()).hasSize(15);
      return client.verification().orElseThrow();
    }
  }

  private String refusal(Made server, Optional<String> name) throws Exception {
    try (FakeKubelet kubelet = kubelet(server)) {
      KubeletException refused =
          catchThrowableOfType(KubeletException.class, () -> client(kubelet, name).listPods());
      assertThat(refused.kind()).isEqualTo(Kind.TLS);
      assertThat(kubelet.requests()).as("requests before the check").isZero();
      return String.valueOf(refused.getMessage());
    }
  }

  private static FakeKubelet kubelet(Made server) throws Exception {
    return FakeKubelet.secure(
        server.issued(),
        CertificateAuthority.create("clients"),
        FakeKubelet.answer(200, RecordedPods.pods()));
  }

  private KubeletClient client(FakeKubelet kubelet, Optional<String> name) {
    return new KubeletClient(access(kubelet.port(), name), Duration.ofHours(1));
  }

  private SecurePort access(int port, Optional<String> name) {
    return new SecurePort(
        "127.0.0.1",
        port,
        new ServerCheck.Auto(caFile, name, own, bundle),
        new Authentication.Anonymous());
  }

  private static void write(Path file, Made certificate) throws Exception {
    Pems.write(file, Pems.certificates(certificate.certificate()));
  }

  private void requireRoot() throws IOException {
    boolean root =
        folder.getFileSystem().supportedFileAttributeViews().contains("unix")
            && Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid"));
    assumeTrue(root, "files of root's are needed: run as root");
  }
}
