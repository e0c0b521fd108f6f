package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess.ReadOnlyPort;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.kubelet.TestCertificate.Made;
import dev.attestor.core.tls.FileRemark;
import dev.attestor.core.tls.FileRemark.Severity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeletFilesTest {

  @TempDir private Path folder;

  @Test
  void saysNothingOfGoodFiles() throws Exception {
    Made ca = TestCertificate.ca("CN=ca").selfSigned();
    Made pinned = TestCertificate.of("CN=node-1").forServers().dns("node-1").selfSigned();

    assertThat(look(write(ca, pinned), new Authentication.Anonymous())).isEmpty();
    assertThat(KubeletFiles.look(new ReadOnlyPort(10255), Instant.now())).isEmpty();
  }

  @Test
  void callsAFileWithoutAnyUsableCertificateAnError() throws Exception {
    Path file =
        write(
            TestCertificate.of("CN=node-1").forServers().expired().selfSigned(),
            TestCertificate.ca("CN=node-1-ca").early().selfSigned(),
            TestCertificate.of("CN=client").forClients().selfSigned());

    assertThat(look(file, new Authentication.Anonymous()))
        .containsExactly(
            error("CN=node-1", file, "expired at 2025-06-01T00:00:00Z"),
            error("CN=node-1-ca", file, "is not valid before 2090-01-01T00:00:00Z"),
            error(
                "CN=client",
                file,
                "is for clients (clientAuth), expected one for servers (serverAuth)"));
  }

  @Test
  void callsAnExpiredCertificateBesideAGoodOneAWarning() throws Exception {
    Path file =
        write(
            TestCertificate.ca("CN=old").expired().selfSigned(),
            TestCertificate.ca("CN=new").selfSigned());

    assertThat(look(file, new Authentication.Anonymous()))
        .containsExactly(
            new FileRemark(
                Severity.WARNING,
                "kubelet_ca_path",
                "the certificate \"CN=old\" in \"%s\" expired at 2025-06-01T00:00:00Z; see"
                        .formatted(file)
                    + " kubelet_ca_path"));
  }

  @Test
  void namesEveryFileThatIsMissing() {
    Path ca = folder.resolve("ca.crt");
    Path certificate = folder.resolve("c.pem");
    Path key = folder.resolve("c.key");
    SecurePort access =
        new SecurePort(
            "127.0.0.1",
            1,
            new ServerCheck.Chain(ca),
            new Authentication.ClientCertificate(certificate, key));

    assertThat(KubeletFiles.look(access, Instant.now()))
        .extracting(FileRemark::severity, FileRemark::option)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Severity.MISSING, "kubelet_ca_path"),
            org.assertj.core.groups.Tuple.tuple(Severity.MISSING, "certificate_path"),
            org.assertj.core.groups.Tuple.tuple(Severity.MISSING, "private_key_path"));
    assertThatExceptionOfType(KubeletException.class)
        .isThrownBy(() -> new KubeletClient(access, Duration.ofHours(1)))
        .withMessageContainingAll(ca.toString(), certificate.toString(), key.toString());
  }

  @Test
  void looksAtTokensAndClientCertificates() throws Exception {
    Path ca = write(TestCertificate.ca("CN=ca").selfSigned());
    Path token = Files.writeString(folder.resolve("token"), " \n");
    Made old = TestCertificate.of("CN=us").forClients().expired().selfSigned();
    Path certificate = Pems.write(folder.resolve("c.pem"), Pems.certificates(old.certificate()));
    Path key = Pems.write(folder.resolve("c.key"), Pems.pkcs8(old.keys().getPrivate()));

    assertThat(look(ca, new Authentication.BearerToken(token)))
        .containsExactly(
            new FileRemark(
                Severity.ERROR, "token_path", "the token file \"%s\" is empty".formatted(token)));
    assertThat(look(ca, new Authentication.ClientCertificate(certificate, key)))
        .singleElement()
        .satisfies(
            remark ->
                assertThat(remark.message())
                    .contains("\"CN=us\" in \"" + certificate + "\" expired at"));
  }

  @Test
  void saysThatACaFileIsNoPem() throws Exception {
    Path utf16 =
        Files.write(folder.resolve("utf16.crt"), "-----BEGIN".getBytes(StandardCharsets.UTF_16));

    assertThat(look(utf16, new Authentication.Anonymous()))
        .extracting(FileRemark::severity)
        .containsExactly(Severity.ERROR);
  }

  private static FileRemark error(String subject, Path file, String problem) {
    return new FileRemark(
        Severity.ERROR,
        "kubelet_ca_path",
        "the certificate \"%s\" in \"%s\" %s; see kubelet_ca_path"
            .formatted(subject, file, problem));
  }

  private Path write(Made... certificates) throws Exception {
    return Pems.write(
        folder.resolve("ca.pem"),
        Pems.certificates(
            Arrays.stream(certificates).map(Made::certificate).toArray(X509Certificate[]::new)));
  }

  private static List<FileRemark> look(Path ca, Authentication authentication) {
    return KubeletFiles.look(
        new SecurePort("127.0.0.1", 1, new ServerCheck.Chain(ca), authentication), Instant.now());
  }
}
