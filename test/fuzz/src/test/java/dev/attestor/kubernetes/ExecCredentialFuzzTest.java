package dev.attestor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The output of an exec plugin gives a credential, or an error that repeats none of it. */
class ExecCredentialFuzzTest {

  private static final String VERSION = "client.authentication.k8s.io/v1";
  private static final String SECRET = "s3cr3t-t0k3n";

  static Stream<byte[]> outputs() {
    String start = "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" + VERSION + "\",\"status\":";
    return Seeds.texts(
        start + "{\"token\":\"" + SECRET + "\",\"expirationTimestamp\":\"2030-01-02T03:04:05Z\"}}",
        start
            + "{\"clientCertificateData\":\"-----BEGIN CERTIFICATE-----\\n"
            + "AA==\\n"
            + "-----END CERTIFICATE-----\",\"clientKeyData\":\"-----BEGIN PRIVATE KEY-----\\n"
            + "AA==\\n"
            + "-----END PRIVATE KEY-----\",\"token\":\"\"}}",
        start + "null}");
  }

  @MethodSource("outputs")
  @FuzzTest
  void isACredentialOrAnErrorWithoutIt(byte[] output) {
    Growth.check(output, ExecCredentialFuzzTest::parse);
    try {
      ExecCredential credential = parse(output);
      assertThat(credential.identity())
          .isInstanceOfAny(ApiIdentity.Token.class, ApiIdentity.Certificate.class);
      assertThat(credential.toString()).doesNotContain(SECRET);
    } catch (ApiAccessException e) {
      Refusals.checkHides(e, SECRET);
    }
  }

  private static ExecCredential parse(byte[] output) throws ApiAccessException {
    return ExecCredential.parse(output, VERSION, ApiAccessException::new);
  }
}
