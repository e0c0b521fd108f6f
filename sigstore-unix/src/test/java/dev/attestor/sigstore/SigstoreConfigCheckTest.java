package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.SigstoreConfig.Registries;
import dev.attestor.core.config.SigstoreConfig.Trust;
import dev.attestor.testkit.SignedCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finds all invalid parts of a configuration at once. */
class SigstoreConfigCheckTest {

  @TempDir private Path folder;

  @Test
  void findsNothingInAGoodConfiguration() {
    assertThat(Sigstore.check(Configs.files(folder).build())).isEmpty();
    assertThat(Sigstore.check(Configs.trustedRoot(folder).build())).isEmpty();
  }

  @Test
  void namesEveryPartThatCannotBeUsed() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "text");
    Path key =
        Files.writeString(
            folder.resolve("key.pem"), SigningKit.pem("PUBLIC KEY", new byte[] {1, 2, 3}));
    Path large = Files.write(folder.resolve("large"), new byte[(4 << 20) + 1]);
    Path missing = folder.resolve("missing");

    assertThat(
            Sigstore.check(
                Configs.files(folder)
                    .allowed(Map.of("https://i.example", List.of("[a")))
                    .trust(
                        new Trust(
                            Optional.of(large),
                            Optional.of(text),
                            Optional.of(key),
                            Optional.of(missing),
                            folder))
                    .ca(folder)
                    .registries(
                        new Registries(
                            Map.of(),
                            Optional.of(text),
                            true,
                            Optional.empty(),
                            Map.of(),
                            Optional.empty()))
                    .build()))
        .satisfiesExactly(
            part ->
                assertThat(part)
                    .isEqualTo(
                        new SigstoreConfigProblem(
                            "allowed_identities",
                            "\"[a\" is no regular expression: missing closing ]",
                            false)),
            part ->
                assertThat(part)
                    .isEqualTo(
                        new SigstoreConfigProblem(
                            "trusted_root_path",
                            "\"%s\" is larger than 4 MiB".formatted(large),
                            false)),
            part ->
                assertThat(part)
                    .isEqualTo(
                        new SigstoreConfigProblem(
                            "SIGSTORE_ROOT_FILE",
                            "\"%s\" has no PEM block \"CERTIFICATE\", found none".formatted(text),
                            false)),
            part -> {
              assertThat(part.key()).isEqualTo("SIGSTORE_REKOR_PUBLIC_KEY");
              assertThat(part.message()).startsWith("\"%s\" has a broken key: ".formatted(key));
            },
            part ->
                assertThat(part)
                    .isEqualTo(
                        new SigstoreConfigProblem(
                            "SIGSTORE_CT_LOG_PUBLIC_KEY_FILE",
                            "\"%s\" does not exist".formatted(missing),
                            true)),
            part -> {
              assertThat(part.key()).isEqualTo("ca_path");
              assertThat(part.message())
                  .isEqualTo("\"%s\" is a folder, expected a file".formatted(folder));
            },
            part ->
                assertThat(part)
                    .isEqualTo(
                        new SigstoreConfigProblem(
                            "docker_config_path",
                            "the credential file \"%s\": the text is not JSON".formatted(text),
                            false)));
  }

  @Test
  void warnsOfAnElementOfTheTrustedRootThatIsPassedOver() throws IOException {
    Path root = SignedCases.trust(folder, "trusted_root.json");
    String text = Files.readString(root);
    Files.writeString(root, text.replaceFirst("(\"ctlogs\": *\\[)", "$1{},"));

    assertThat(
            Sigstore.check(
                Configs.files(folder)
                    .trust(
                        new Trust(
                            Optional.of(root),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            folder))
                    .build()))
        .containsExactly(
            new SigstoreConfigProblem(
                "trusted_root_path", "number 1 of ctlogs is passed over: it has no key", true));
  }
}
