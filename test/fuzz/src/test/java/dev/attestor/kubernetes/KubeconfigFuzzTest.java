package dev.attestor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A kubeconfig gives complete access to an API server, or an error without its secrets. */
class KubeconfigFuzzTest {

  private static final String SECRET = "s3cr3t-t0k3n";
  private static final Path FILE = file();

  static Stream<byte[]> files() {
    String start =
        """
        apiVersion: v1
        kind: Config
        current-context: x
        contexts: [{name: x, context: {cluster: c, user: u}}]
        clusters: [{name: c, cluster: {server: "https://h:1", certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBPT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=}}]
        users:
        - name: u
          user: \
        """;
    return Seeds.texts(
        start + "{token: " + SECRET + "}\n",
        start
            + "{client-certificate-data:"
            + " LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBPT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=,"
            + " client-key-data:"
            + " LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCkFBPT0KLS0tLS1FTkQgUFJJVkFURSBLRVktLS0tLQo=}\n",
        start + "{username: u, password: " + SECRET + "}\n",
        start + "{tokenFile: t, as: a}\n",
        start
            + "{exec: {apiVersion: client.authentication.k8s.io/v1, command: c, args: [a],"
            + " env: [{name: n, value: v}]}}\n",
        "a: &a [*a]\n",
        "{");
  }

  @MethodSource("files")
  @FuzzTest
  void givesAWholeWayOrAnErrorWithoutSecrets(byte[] file) {
    Growth.check(file, KubeconfigFuzzTest::read);
    try {
      ApiAccess access = read(file);
      assertThat(access.server()).matches("https?://.*");
      assertThat(access.identity()).isNotNull();
      assertThat(access.toString()).doesNotContain(SECRET);
    } catch (ApiAccessException e) {
      Refusals.checkHides(e, SECRET);
    }
  }

  private static ApiAccess read(byte[] file) throws ApiAccessException {
    try {
      Files.write(FILE, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Kubeconfig.read(FILE).access();
  }

  private static Path file() {
    try {
      Path file = Files.createTempFile("fuzzed", ".kubeconfig");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
