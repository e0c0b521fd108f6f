package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.SigstoreConfig.Credential;
import dev.attestor.core.config.SigstoreConfig.CredentialHelpers;
import dev.attestor.core.config.SigstoreConfig.Generation;
import dev.attestor.core.config.SigstoreConfig.Network;
import dev.attestor.core.config.SigstoreConfig.Registries;
import dev.attestor.core.config.SigstoreConfig.Trust;
import dev.attestor.hcl.decode.ConfigException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigstoreSectionTest {

  private static final String DIGEST = "sha256:" + "ab".repeat(32);
  private static final Registries NO_REGISTRIES =
      new Registries(
          Map.of(), Optional.empty(), false, Optional.empty(), Map.of(), Optional.empty());
  private static final Trust PUBLIC =
      new Trust(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Path.of("/var/lib/attestor/sigstore"));

  @Test
  void isNotThereByDefault() throws ConfigException {
    assertThat(Configs.config("").sigstore()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        """
        experimental {
          sigstore {
            rekor_url = "https://rekor.example.com"
            enforce_sct = false
            skip_signature_verification_image_list = ["DIGEST"]
            allowed_subjects_list {
              "https://i.example" = ["a@example.com", "b@example.com"]
            }
          }
        }
        """,
        """
        experimental = { sigstore = {
          "rekor_url" = "https://rekor.example.com"
          "enforce_sct" = "false"
          "skip_signature_verification_image_list" = ["DIGEST"]
          "allowed_subjects_list" = { "https://i.example" = ["a@example.com", "b@example.com"] }
        } }
        """,
        """
        {"experimental": {"sigstore": {"rekor_url": "https://rekor.example.com", "enforce_sct": false,
          "skip_signature_verification_image_list": ["DIGEST"],
          "allowed_subjects_list": {"https://i.example": ["a@example.com", "b@example.com"]}}}}
        """
      })
  void readsTheFirstGeneration(String text) throws ConfigException {
    assertThat(sigstore(text.replace("DIGEST", DIGEST)))
        .isEqualTo(
            new SigstoreConfig(
                Generation.SPIRE_1_9,
                Map.of("https://i.example", List.of("a@example.com", "b@example.com")),
                Set.of(DIGEST),
                URI.create("https://rekor.example.com"),
                false,
                true,
                false,
                false,
                NO_REGISTRIES,
                Network.DIRECT,
                PUBLIC,
                Optional.empty(),
                Duration.ofHours(24),
                Duration.ofSeconds(20)));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"sigstore { KEYS }", "experimental { sigstore { KEYS } }"})
  void readsTheSecondGenerationInBothOfItsPlaces(String text) throws ConfigException {
    String keys = "allowed_identities { \"https://i.example\" = [\"^.*@example[.]com$\"] }";

    assertThat(sigstore(text.replace("KEYS", keys)))
        .isEqualTo(
            new SigstoreConfig(
                Generation.SPIRE_1_11,
                Map.of("https://i.example", List.of("^.*@example[.]com$")),
                Set.of(),
                URI.create("https://rekor.sigstore.dev"),
                true,
                true,
                true,
                false,
                NO_REGISTRIES,
                Network.DIRECT,
                PUBLIC,
                Optional.empty(),
                Duration.ofHours(24),
                Duration.ofSeconds(20)));
  }

  @Test
  void readsEveryKeyOfTheSecondGeneration() throws ConfigException {
    String text =
        """
        sigstore {
          allowed_identities { "i" = ["s"] }
          skipped_images = ["registry.example.com/a@DIGEST"]
          rekor_url = "http://127.0.0.1:3000"
          ignore_sct = true
          ignore_tlog = true
          ignore_attestations = true
          accept_attestation_as_signature = true
          signature_repository = "registry.example.com:5000/team/signatures"
          registry_credentials { "https://Registry.example.com:5000/v2/" { username = "u" password = "p" } }
          registry_mirrors { "docker.io" = ["https://mirror.example.com/hub"] }
          docker_config_path = "/etc/docker/config.json"
          trusted_root_path = "/etc/sigstore/trusted_root.json"
          tuf_cache_path = "/var/cache/tuf"
          ca_path = "/etc/ssl/registry.pem"
          cache_ttl = "30m"
          verify_timeout = "5s"
        }
        """
            .replace("DIGEST", DIGEST);

    SigstoreConfig config = sigstore(text);

    assertThat(config.registries().credentials().get("registry.example.com:5000"))
        .extracting(Credential::username, login -> login.password().reveal())
        .containsExactly("u", "p");
    assertThat(config.toString()).doesNotContain("password=p");
    assertThat(config)
        .usingRecursiveComparison()
        .ignoringFields("registries.credentials")
        .isEqualTo(
            new SigstoreConfig(
                Generation.SPIRE_1_11,
                Map.of("i", List.of("s")),
                Set.of("registry.example.com/a@" + DIGEST),
                URI.create("http://127.0.0.1:3000"),
                false,
                false,
                false,
                true,
                new Registries(
                    Map.of(),
                    Optional.of(Path.of("/etc/docker/config.json")),
                    true,
                    Optional.empty(),
                    Map.of("docker.io", List.of(URI.create("https://mirror.example.com/hub"))),
                    Optional.of("registry.example.com:5000/team/signatures")),
                Network.DIRECT,
                new Trust(
                    Optional.of(Path.of("/etc/sigstore/trusted_root.json")),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Path.of("/var/cache/tuf")),
                Optional.of(Path.of("/etc/ssl/registry.pem")),
                Duration.ofMinutes(30),
                Duration.ofSeconds(5)));
  }

  @Test
  void takesFilesFromTheEnvironment() throws ConfigException {
    SigstoreConfig config =
        Configs.read(
                "sigstore { allowed_identities { i = \"s\" } }",
                Map.of(
                    "SIGSTORE_ROOT_FILE", "/r.pem",
                    "SIGSTORE_REKOR_PUBLIC_KEY", "/k.pem",
                    "SIGSTORE_CT_LOG_PUBLIC_KEY_FILE", "/c.pem",
                    "HOME", "/home/agent"))
            .config()
            .sigstore()
            .orElseThrow();

    assertThat(config.trust())
        .isEqualTo(
            new Trust(
                Optional.empty(),
                Optional.of(Path.of("/r.pem")),
                Optional.of(Path.of("/k.pem")),
                Optional.of(Path.of("/c.pem")),
                Path.of("/var/lib/attestor/sigstore")));
    assertThat(config.registries().credentialFile())
        .contains(Path.of("/home/agent/.docker/config.json"));
    assertThat(config.registries().credentialFileRequired()).isFalse();
  }

  @Test
  void credentialHelpersAreRunByChoiceWithWhatIsNamed() throws ConfigException {
    String block = "sigstore { allowed_identities { i = \"s\" } %s }";
    Map<String, String> environment =
        Map.of("HOME", "/root", "AWS_REGION", "eu", "AWS_PROFILE", "p", "PATH", "/evil");

    assertThat(helpers(block.formatted(""), environment)).isEmpty();
    assertThat(helpers(block.formatted("registry_credential_helpers = true"), environment))
        .hasValueSatisfying(
            helpers -> {
              assertThat(helpers.folders())
                  .containsExactly(Path.of("/usr/local/bin"), Path.of("/usr/bin"));
              assertThat(revealed(helpers))
                  .isEqualTo(Map.of("HOME", "/root", "PATH", "/usr/local/bin:/usr/bin"));
            });
    String all =
        """
        registry_credential_helpers = true
        registry_credential_helper_folders = ["/opt/helpers"]
        registry_credential_helper_env = ["AWS_REGION", "NOT_SET"]
        """;
    assertThat(helpers(block.formatted(all), environment))
        .hasValueSatisfying(
            helpers -> {
              assertThat(helpers.folders()).containsExactly(Path.of("/opt/helpers"));
              assertThat(revealed(helpers))
                  .isEqualTo(Map.of("HOME", "/root", "PATH", "/opt/helpers", "AWS_REGION", "eu"));
              assertThat(helpers.toString()).doesNotContain("/root");
            });
  }

  private static Optional<CredentialHelpers> helpers(String text, Map<String, String> environment)
      throws ConfigException {
    return Configs.read(text, environment).config().sigstore().orElseThrow().registries().helpers();
  }

  private static Map<String, String> revealed(CredentialHelpers helpers) {
    return helpers.environment().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().reveal()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sigstore {}                                                       | sigstore.allowed_identities is empty, so anybody's signature would do; name issuers and subjects, or ".*" = [".*"] if anybody's shall do
          experimental { sigstore {} }                                      | experimental.sigstore.rekor_url is not set; the public log is at "https://rekor.sigstore.dev"
          sigstore { OK rekor_url = "http://rekor.example.com" }            | sigstore.rekor_url is "http://rekor.example.com", expected an https address without user, query and fragment (plain http on loopback only)
          sigstore { OK rekor_url = "https://u:hunter2@r.example.com" }     | sigstore.rekor_url is "https://...@r.example.com", expected an https address without user, query and fragment (plain http on loopback only)
          sigstore { OK rekor_url = "rekor" }                               | sigstore.rekor_url is "rekor", expected an https address without user, query and fragment (plain http on loopback only)
          sigstore { OK skipped_images = ["nginx:1.27"] }                   | sigstore.skipped_images has "nginx:1.27", expected "sha256:<64 hex digits>" or "repository@sha256:<64 hex digits>"
          sigstore { OK registry_mirrors { "docker.io" = "http://m.example" } } | sigstore.registry_mirrors is "http://m.example", expected an https address without user, query and fragment (plain http on loopback only)
          sigstore { OK registry_credentials { "r" { username = "u" } } }   | sigstore.registry_credentials.r needs username and password
          sigstore { OK registry_credential_helpers = true registry_credential_helper_folders = ["bin"] } | sigstore.registry_credential_helper_folders has "bin", expected an absolute path
          sigstore { OK signature_repository = "signatures" }               | sigstore.signature_repository is "signatures", expected a registry and a repository in lower case, such as "registry.example.com/team/signatures"
          sigstore { OK signature_repository = "r.example/Team" }           | sigstore.signature_repository is "r.example/Team", expected a registry and a repository in lower case, such as "registry.example.com/team/signatures"
          sigstore { OK signature_repository = "r.example/a:v1" }           | sigstore.signature_repository is "r.example/a:v1", expected a registry and a repository in lower case, such as "registry.example.com/team/signatures"
          sigstore { OK registry_credentials = "hunter2" }                  | sigstore.registry_credentials is another value, expected a block
          sigstore { OK enforce_sct = true }                                | unknown key "sigstore.enforce_sct", did you mean "sigstore.ignore_sct"?
          sigstore { OK } experimental { sigstore { rekor_url = "https://r" } } | sigstore and experimental.sigstore exclude each other; set one of them
          experimental { sigstore { rekor_url = "https://r" enforce_sct = true OK } } | experimental.sigstore.enforce_sct and experimental.sigstore.allowed_identities are of different versions of SPIRE; set the keys of one of them
          sigstore { OK } disable_container_selectors = true                | disable_container_selectors and sigstore exclude each other: without the container there is no image to verify
          """)
  void refusesWhatCannotBeMeant(String text, String expected) {
    String whole = text.replace("OK", "allowed_identities { i = \"s\" }");

    assertThat(Configs.problems(whole)).contains("line 1: error: " + expected);
    assertThat(Configs.problems(whole).toString()).doesNotContain("hunter2");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sigstore { allowed_identities { i = ["a.*"] } }           | line 1: note: sigstore.allowed_identities has "a.*", which is a regular expression and must match the whole of a name; SPIRE would take a part
          sigstore { allowed_identities { i = ["a@b\\\\.c"] } }      | line 1: warning: sigstore.allowed_identities has "a@b\\.c", which is compared as it is, backslashes included; for a regular expression write "^a@b\\.c$"
          sigstore { allowed_identities { "^i" = ["a"] } }          | line 1: note: sigstore.allowed_identities has "^i", which is a regular expression and must match the whole of a name; SPIRE would take a part
          sigstore { allowed_identities { i = ["a"] } cache_ttl = "0s" } | line 1: note: sigstore.cache_ttl is not positive; the default of 86400000 ms is used
          sigstore { allowed_identities { i = ["a"] } registry_credential_helper_env = ["A"] } | line 1: warning: sigstore.registry_credential_helper_env has no effect without sigstore.registry_credential_helpers = true
          experimental { sigstore { rekor_url = "https://r" } }     | line 1: warning: experimental.sigstore.allowed_subjects_list is empty: no image passes but the skipped ones
          """)
  void saysWhatMayNotBeMeant(String text, String expected) throws ConfigException {
    assertThat(Configs.remarks(text)).contains(expected);
  }

  @Test
  void saysNothingOfAnchoredPatterns() throws ConfigException {
    assertThat(Configs.remarks("sigstore { allowed_identities { \"^i$\" = [\"^a|b$\", \"c\"] } }"))
        .isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " / ",
      textBlock =
          """
          v1.30.4+k3s1                      / v1[.]30[.]4[+]k3s1
          ^v1.30.4+k3s1$                    / ^v1[.]30[.]4[+]k3s1$
          https://g.example/.*@v1.30.4+k3s1 / https://g[.]example/.*@v1[.]30[.]4[+]k3s1
          ^g[.]example@v1[.]30[.]4+k3s1$    / ^g[.]example@v1[.]30[.]4[+]k3s1$
          alice+ci@example.com              / alice[+]ci@example[.]com
          https://i.example/x?tenant=1      / https://i[.]example/x[?]tenant=1
          https?://i.example/a+b            / https?://i[.]example/a[+]b
          build (main)                      / build [(]main[)]
          """)
  void warnsOfAnExpressionThatLooksLikeAName(String given, String escaped) throws ConfigException {
    assertThat(remarksOn(given))
        .contains(
            ("line 1: warning: sigstore.allowed_identities has \"%s\", which is a regular expression"
                    + " and does not match its own text; to allow this very name, write \"%s\"")
                .formatted(given, escaped));
    assertThat(remarksOn(escaped)).noneMatch(remark -> remark.contains("its own text"));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        ".*",
        "^.+@example[.]com$",
        "^https://github[.]com/example/app/[.]github/workflows/release[.]yml@refs/tags/v[0-9.]+$",
        "^https?://example[.]com/.*$",
        "(alice|bob)@example.com",
        "^refs/heads/releases?/.*$",
        "^[^@]+@example.com$",
        "^[]a]+x$",
        "^v(1[.])+x$",
        "^\\\\d+$",
        "a{2}",
        "^$",
        "$"
      })
  void saysNothingOfExpressionsThatAreMeantAsSuch(String given) throws ConfigException {
    assertThat(remarksOn(given)).noneMatch(remark -> remark.contains("its own text"));
  }

  private static List<String> remarksOn(String name) throws ConfigException {
    return Configs.remarks("sigstore { allowed_identities { i = [\"%s\"] } }".formatted(name));
  }

  private static SigstoreConfig sigstore(String text) throws ConfigException {
    return Configs.config(text).sigstore().orElseThrow();
  }
}
