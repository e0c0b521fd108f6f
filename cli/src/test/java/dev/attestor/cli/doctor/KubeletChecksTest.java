package dev.attestor.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.cli.doctor.Finding.Level;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.error.KubeletException;
import dev.attestor.standin.CertificateAuthority;
import dev.attestor.standin.KubeletStandIn;
import dev.attestor.standin.PodsHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeletChecksTest {

  private static final String WEB = "{\"metadata\": {\"uid\": \"u\", \"name\": \"web\"}}";

  @TempDir private Path folder;

  private CertificateAuthority ca;
  private Path caFile;

  @BeforeEach
  void write() throws Exception {
    ca = CertificateAuthority.create("ca");
    caFile = folder.resolve("ca.crt");
    Files.writeString(folder.resolve("token"), "secret");
    Files.writeString(
        caFile,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(ca.certificate().getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }

  @Test
  void saysOkOfWhatItHasSeen() throws Exception {
    assertThat(run(WEB, Clock.systemUTC()))
        .extracting(Finding::level, Finding::what)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Level.OK, "kubelet CA"),
            org.assertj.core.groups.Tuple.tuple(Level.OK, "kubelet certificate"),
            org.assertj.core.groups.Tuple.tuple(Level.OK, "kubelet"));
  }

  @Test
  void saysOkOfNothingWhereTheCaIsNoPem() throws Exception {
    Files.write(caFile, Files.readString(caFile).getBytes(StandardCharsets.UTF_16));

    List<Finding> findings = run(WEB, Clock.systemUTC());

    assertThat(findings)
        .extracting(Finding::level)
        .containsExactly(Level.PROBLEM, Level.LEFT_OUT, Level.PROBLEM);
    assertThat(findings.get(0).detail()).contains(caFile.toString());
  }

  @Test
  void saysThatTheCaHasExpired() throws Exception {
    Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(2)), ZoneOffset.UTC);

    assertThat(run(WEB, later))
        .first()
        .satisfies(
            finding -> {
              assertThat(finding.level()).isEqualTo(Level.PROBLEM);
              assertThat(finding.detail()).contains("\"CN=ca\"", "expired at", "kubelet_ca_path");
            });
  }

  @Test
  void namesAPodThatGetsNoIdentity() throws Exception {
    String odd =
        "{\"metadata\": {\"uid\": \"v\", \"namespace\": \"shop\", \"name\": \"odd\", \"labels\":"
            + " 7}}";

    assertThat(run(WEB + "," + odd, Clock.systemUTC()))
        .last()
        .satisfies(
            finding -> {
              assertThat(finding.level()).isEqualTo(Level.WARNING);
              assertThat(finding.detail())
                  .contains("lists 1 pods, and 1 more that get no identity", "\"shop/odd\"");
            });
  }

  @Test
  void blamesNoFirewallForAKubeletThatTakesConnections() {
    assertThat(KubeletChecks.remedy(KubeletException.Kind.TIMEOUT))
        .contains("slow or stuck")
        .doesNotContain("firewall");
  }

  @Test
  void printsTheLinesForTheWayThatAutoFound() throws Exception {
    Finding found = certificate("kubelet_verification = \"auto\" kubelet_server_name = \"node-1\"");

    assertThat(found.level()).isEqualTo(Level.OK);
    assertThat(found.lines())
        .containsExactly(
            "kubelet_verification = \"strict\"",
            "kubelet_ca_path = \"%s\"".formatted(caFile),
            "kubelet_server_name = \"node-1\"");
  }

  @Test
  void printsTheLinesThatWouldVerifyWhereTheNameIsAnother() throws Exception {
    Finding refused = certificate("kubelet_server_name = \"other\"");

    assertThat(refused.level()).isEqualTo(Level.PROBLEM);
    assertThat(refused.detail())
        .isEqualTo(
            "not verified by these settings, but by a CA in \"%s\" and the address of this host,"
                + " 127.0.0.1",
            caFile);
    assertThat(refused.lines()).contains("kubelet_server_name = \"127.0.0.1\"");
  }

  @Test
  void printsTheNameOfTheCertificateWhereNoneIsVerified() throws Exception {
    Finding unnamed = certificate("");

    assertThat(unnamed.level()).isEqualTo(Level.WARNING);
    assertThat(unnamed.lines()).contains("kubelet_server_name = \"127.0.0.1\"");
  }

  @Test
  void printsTheLinesForTheConfiguredCaIfVerificationIsSkipped() throws Exception {
    Finding skipped = certificate("kubelet_verification = \"skip\"");

    assertThat(skipped.level()).isEqualTo(Level.WARNING);
    assertThat(skipped.lines())
        .containsExactly(
            "kubelet_verification = \"strict\"",
            "kubelet_ca_path = \"%s\"".formatted(caFile),
            "kubelet_server_name = \"127.0.0.1\"");
  }

  /** The finding about the certificate of a kubelet for the name node-1 and 127.0.0.1. */
  private Finding certificate(String settings) throws Exception {
    return run(WEB, Clock.systemUTC(), List.of("127.0.0.1"), settings).stream()
        .filter(finding -> finding.what().equals("kubelet certificate"))
        .findFirst()
        .orElseThrow();
  }

  private List<Finding> run(String pods, Clock clock) throws Exception {
    return run(pods, clock, List.of(), "kubelet_server_name = \"node-1\"");
  }

  private List<Finding> run(String pods, Clock clock, List<String> addresses, String settings)
      throws Exception {
    byte[] list = ("{\"items\": [" + pods + "]}").getBytes(StandardCharsets.UTF_8);
    try (KubeletStandIn kubelet =
        KubeletStandIn.secure(
            ca.issueServer("k", List.of("node-1"), addresses),
            ca,
            new PodsHandler("secret", list))) {
      K8sConfig config =
          new K8sConfigReader(name -> null)
              .read(
                  """
                  kubelet_secure_port = %s
                  kubelet_ca_path = "%s"
                  token_path = "%s"
                  %s
                  """
                      .formatted(kubelet.port(), caFile, folder.resolve("token"), settings))
              .config();
      return new KubeletChecks(config, clock).run();
    }
  }
}
