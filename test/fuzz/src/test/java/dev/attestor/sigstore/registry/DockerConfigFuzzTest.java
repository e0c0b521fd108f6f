package dev.attestor.sigstore.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import dev.attestor.sigstore.web.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Docker's file of logins gives a login, none or an error, and never shows a password. */
class DockerConfigFuzzTest {

  private static final String PASSWORD = "s3cr3t-p4ssw0rd";
  private static final String AUTH =
      Base64.getEncoder().encodeToString(("user:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
  private static final Path FILE = file();

  static Stream<byte[]> files() {
    return Seeds.texts(
        "{\"auths\":{\"registry.example\":{\"auth\":\"" + AUTH + "\"}}}",
        "{\"auths\":{\"https://registry.example/v1/\":{\"username\":\"u\",\"password\":\""
            + PASSWORD
            + "\"}}}",
        "{\"auths\":{\"registry.example\":{\"identitytoken\":\"" + PASSWORD + "\"}}}",
        "{\"auths\":{\"registry.example\":{}},\"credsStore\":\"desktop\"}",
        "{\"credHelpers\":{\"registry.example\":\"x\"}}");
  }

  @MethodSource("files")
  @FuzzTest
  void givesALoginOrAnErrorWithoutIt(byte[] content) throws IOException {
    Growth.check(content, DockerConfigFuzzTest::read);
    try {
      read(content);
    } catch (RegistryException e) {
      Refusals.checkHides(e, PASSWORD);
      Refusals.checkHides(e, AUTH);
    }
  }

  private static void read(byte[] content) throws IOException {
    Files.write(FILE, content);
    DockerConfigFile config = new DockerConfigFile(FILE, true, Optional.empty());
    config
        .find("registry.example", "app", Deadline.after(Duration.ofSeconds(1)))
        .ifPresent(
            login -> {
              assertThat(login.toString()).doesNotContain(PASSWORD);
              assertThat(login.basic()).matches("Basic [A-Za-z0-9+/=]+");
            });
    config.check();
  }

  private static Path file() {
    try {
      Path file = Files.createTempFile("fuzzed", ".json");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
