package dev.attestor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.RefusedException;
import dev.attestor.hcl.decode.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Where images can be verified, and the messages for configurations that do not allow it. */
class SigstoreWiringTest {

  private static final String BLOCK =
      "sigstore { allowed_identities { \"https://i.example\" = [\"a@example.com\"] } }";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        BLOCK,
        """
        experimental {
          sigstore {
            rekor_url = "https://rekor.example.com"
            allowed_subjects_list { "https://i.example" = ["a@example.com"] }
          }
        }
        """
      })
  void isRefusedOnWindows(String block) throws ConfigException {
    K8sConfig config = config(block);

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> Host.of("Windows Server 2022").ports(config))
        .withMessage("sigstore is set, but only Linux nodes support it; remove it");
  }

  @Test
  void isTakenOnLinux() throws ConfigException {
    K8sConfig config = config(BLOCK);

    try (var ports = Host.of("Linux").ports(config)) {
      assertThat(ports.images()).isPresent();
    }
  }

  @Test
  void isNotThereUnlessConfigured() throws ConfigException {
    try (var ports = Host.of("Linux").ports(config(""))) {
      assertThat(ports.images()).isEmpty();
    }
  }

  @Test
  void imagesAreNotVerifiedByHandOnWindowsEither() {
    assertThatExceptionOfType(ImageVerificationException.class)
        .isThrownBy(() -> Host.of("Windows 11").requireImageVerification())
        .withMessage("sigstore is configured, which is supported on Unix only; remove it");
    assertThatCode(() -> Host.of("Linux").requireImageVerification()).doesNotThrowAnyException();
  }

  @Test
  void eachFileThatIsOfNoUseIsNamedWithItsLine() throws Exception {
    Path root = Files.writeString(folder.resolve("root.json"), "{}");
    Path ca = Files.writeString(folder.resolve("ca.pem"), "no certificate");
    Path docker = Files.writeString(folder.resolve("config.json"), "{\"auths\":[]}");

    assertThat(
            check(
                """
                kubelet_read_only_port = 10255
                sigstore {
                  allowed_identities {
                    "https://i.example" = ["^a(@example.com$"]
                  }
                  trusted_root_path = "%s"
                  ca_path = "%s"
                  docker_config_path = "%s"
                }
                """
                    .formatted(root, ca, docker)))
        .isEqualTo(
            """
            1
            attestor: FILE: line 3: error: sigstore.allowed_identities: "^a(@example.com$" is no regular expression: missing closing )
            attestor: FILE: line 6: error: sigstore.trusted_root_path: "FOLDER/root.json" is "", expected "application/vnd.dev.sigstore.trustedroot..."
            attestor: FILE: line 7: error: sigstore.ca_path: "FOLDER/ca.pem" has no PEM block "CERTIFICATE", found none
            attestor: FILE: line 8: error: sigstore.docker_config_path: the credential file "FOLDER/config.json": expected an object "auths"
            """);
  }

  @Test
  void filesThatAreNotHereMayBeWhereTheConfigurationGoes() throws Exception {
    assertThat(
            check(
                """
                kubelet_read_only_port = 10255
                experimental { sigstore {
                  rekor_url = "https://rekor.example.com"
                  allowed_subjects_list { "https://i.example" = ["a@example.com"] }
                  trusted_root_path = "/nowhere/root.json"
                  docker_config_path = "/nowhere/config.json"
                } }
                """))
        .isEqualTo(
            """
            0
            FILE: ok
            attestor: FILE: line 5: warning: experimental.sigstore.trusted_root_path: "/nowhere/root.json" does not exist
            attestor: FILE: line 6: warning: experimental.sigstore.docker_config_path: the credential file "/nowhere/config.json" does not exist
            """);
  }

  /** Exit code, stdout and stderr. */
  private String check(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("k8s.hcl"), text);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    int status = commandLine.execute("config", "check", file.toString());
    return "%s%n%s%s"
        .formatted(status, out, err)
        .replace(file.toString(), "FILE")
        .replace(folder.toString(), "FOLDER");
  }

  private static K8sConfig config(String text) throws ConfigException {
    return new K8sConfigReader(name -> null).read(text).config();
  }
}
