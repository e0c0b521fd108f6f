package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.core.error.KubeletException;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Certificates that were parsed and written as PEM are parsed as the same by us and by the JDK. */
class PemCertificatesFuzzTest {

  private static final Path FILE = Path.of("ca.pem");

  static Stream<byte[]> files() {
    return Stream.concat(
        Seeds.recorded(
            "signed-images/trust/fulcio.pem",
            "signed-images/trust/fulcio-root.pem",
            "signed-images/trust/rekor.pub.pem"),
        Seeds.texts("-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"));
  }

  @MethodSource("files")
  @FuzzTest
  void readsTheSameAsTheJdk(byte[] file) throws GeneralSecurityException {
    Growth.check(file, bytes -> PemCertificates.parse(bytes, FILE));
    List<X509Certificate> certificates;
    try {
      certificates = PemCertificates.parse(file, FILE);
    } catch (KubeletException e) {
      Refusals.check(e);
      return;
    }
    byte[] printed = print(certificates);
    assertThat(PemCertificates.parse(printed, FILE)).isEqualTo(certificates);
    assertThat(
            List.copyOf(
                CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(printed))))
        .isEqualTo(certificates);
  }

  private static byte[] print(List<X509Certificate> certificates) {
    return certificates.stream()
        .map(PemCertificatesFuzzTest::print)
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String print(X509Certificate certificate) {
    try {
      return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
          .formatted(
              Base64.getMimeEncoder(64, new byte[] {'\n'})
                  .encodeToString(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
