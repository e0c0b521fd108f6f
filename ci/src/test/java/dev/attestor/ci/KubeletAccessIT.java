package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to access a real kubelet, and the messages for failures. */
@RequiresRoot
@RequiresCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubeletAccessIT {

  @TempDir private static Path folder;
  private static int pid;

  @BeforeAll
  void makePods() throws Exception {
    Cluster.applyManifests();
    pid = Cluster.process("/bin/sleep 500015").orElseThrow();
  }

  @Test
  void readOnlyPort() throws Exception {
    attested(attest("kubelet_read_only_port = " + Cluster.READ_ONLY_PORT));
  }

  @Test
  void clientCertificate() throws Exception {
    attested(
        attest(
            """
            kubelet_ca_path = "%s"
            certificate_path = "%s"
            private_key_path = "%s"
            """
                .formatted(
                    Cluster.pki("ca.crt"), Cluster.pki("admin.crt"), Cluster.pki("admin.key"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"attestor", "attestor-pods-only"})
  void serviceAccountToken(String account) throws Exception {
    attested(attest(tokenConfig(account, "ca.crt")));
  }

  @Test
  void verifiedUnderTheNodesName() throws Exception {
    attested(attest(tokenConfig("attestor", "ca.crt") + "kubelet_server_name = \"node1\""));
  }

  @Test
  void withoutVerification() throws Exception {
    attested(attest(tokenConfig("attestor", "other-ca.crt") + "skip_kubelet_verification = true"));
  }

  @Test
  void withoutPermission() throws Exception {
    failed(
        attest(tokenConfig("nobody", "ca.crt")),
        "attestor: error: the kubelet at https://127.0.0.1:10250/pods does not let us list pods (403: Forbidden"
            + " (user=system:serviceaccount:kube-system:nobody, verb=get, resource=nodes,"
            + " subresource(s)=[pods proxy])); grant \"get\" on \"nodes/pods\" (kubelets from 1.33 on) or"
            + " \"nodes/proxy\" (before)");
  }

  @Test
  void withoutIdentity() throws Exception {
    failed(
        attest(
            "use_anonymous_authentication = true\nkubelet_ca_path = \"%s\""
                .formatted(Cluster.pki("ca.crt"))),
        "did not authenticate us (401: Unauthorized); use_anonymous_authentication needs the kubelet's"
            + " --anonymous-auth");
  }

  @Test
  void anotherAuthority() throws Exception {
    failed(
        attest(tokenConfig("attestor", "other-ca.crt")),
        "the kubelet's certificate does not chain to kubelet_ca_path \""
            + Cluster.pki("other-ca.crt")
            + "\"");
  }

  @Test
  void anotherName() throws Exception {
    failed(
        attest(tokenConfig("attestor", "ca.crt") + "kubelet_server_name = \"node2\""),
        "expected \"node2\"; kubelet_server_name can name what the certificate was issued for");
  }

  private static String tokenConfig(String account, String ca) throws Exception {
    Path token = Files.writeString(folder.resolve(account), Cluster.token(account));
    return "kubelet_ca_path = \"%s\"\ntoken_path = \"%s\"\n".formatted(Cluster.pki(ca), token);
  }

  private static Program attest(String config) throws Exception {
    Path file = Files.writeString(folder.resolve("k8s.hcl"), config);
    return Program.attestor("attest", "--config", file.toString(), "--pid", "" + pid);
  }

  private static void attested(Program program) {
    assertThat(program.err()).doesNotContain("error");
    assertThat(program.lines())
        .contains("k8s:ns:production", "k8s:sa:web", "k8s:container-name:blog")
        .isSorted();
    assertThat(program.status()).isZero();
  }

  private static void failed(Program program, String message) {
    assertThat(program.status()).isEqualTo(1);
    assertThat(program.out()).isEmpty();
    assertThat(program.err()).contains(message);
  }
}
