package dev.attestor.sigstore.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.config.SecretText;
import dev.attestor.core.config.SigstoreConfig.Credential;
import dev.attestor.core.config.SigstoreConfig.Registries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Docker's file of logins: what is found in it, and what is said of one that is of no use. */
class DockerConfigFileTest {

  private static final String LOGIN = base64("user:pass:word");

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource({
    "registry.example.com, registry.example.com",
    "Registry.example.com, registry.EXAMPLE.com",
    "https://registry.example.com, registry.example.com",
    "https://registry.example.com/v2/, registry.example.com",
    "http://registry.example.com/, registry.example.com",
    "registry.example.com:5000, registry.example.com:5000",
    "https://index.docker.io/v1/, docker.io",
    "registry-1.docker.io, docker.io",
    "docker.io, docker.io"
  })
  void findsTheLoginOfARegistry(String name, String registry) throws Exception {
    DockerConfigFile file =
        file("{\"auths\":{\"other.example\":{},\"%s\":{\"auth\":\"%s\"}}}".formatted(name, LOGIN));

    assertThat(file.find(registry)).contains(new Login("user", "pass:word"));
  }

  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource({
    "registry.example.com, registry.example.com:5000",
    "registry.example.com:5000, registry.example.com",
    "example.com, registry.example.com",
    "registry.example.com.evil.example, registry.example.com"
  })
  void givesALoginToNoOtherRegistry(String name, String registry) throws Exception {
    assertThat(file("{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(name, LOGIN)).find(registry))
        .isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'username':'user','password':'word'} | user    | word",
        "{'username':'user'}                   | user    | ''",
        "{'identitytoken':'t','auth':'dTpw'}   | <token> | t"
      })
  void readsLoginsInTheirOtherForms(String entry, String user, String password) throws Exception {
    String json = "{\"auths\":{\"r.example\":%s}}".formatted(entry.replace('\'', '"'));

    assertThat(file(json).find("r.example")).contains(new Login(user, password));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                   | ''",
        "{'auths':{}}                                         | ''",
        "{'auths':{'r.example':{}}}                           | ''",
        "{'credsStore':'desktop'}                             | ''",
        "{'credsStore':'desktop','auths':{'r.example':{}}}    | desktop",
        "{'credHelpers':{'https://R.example':'ecr-login'}}    | ecr-login",
        "{'credHelpers':{'other.example':'ecr-login'}}        | ''",
      })
  void aLoginThatAHelperWouldHaveIsNamed(String json, String helper) throws Exception {
    DockerConfigFile file = file(json.replace('\'', '"'));

    if (helper.isEmpty()) {
      assertThat(file.find("r.example")).isEmpty();
    } else {
      assertDenied(
          file,
          ("leaves registry \"r.example\" to the credential helper \"%s\", which is not run; give a"
                  + " login there or in registry_credentials")
              .formatted(helper));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "auths                                          | the text is not JSON",
        "[]                                             | expected a JSON object",
        "{'auths':[]}                                   | expected an object \"auths\"",
        "{'auths':{'r.example':'s3cret'}}               | expected an object \"r.example\"",
        "{'auths':{'r.example':{'auth':'s3cret!'}}}     | expected base64 in \"auth\"",
        "{'auths':{'r.example':{'auth':'czNjcmV0'}}}    | expected \"user:password\" as base64 in \"auth\"",
        "{'auths':{'r.example':{'auth':7}}}             | expected a string \"auth\""
      })
  void saysWhatIsWrongWithoutShowingIt(String json, String problem) throws Exception {
    DockerConfigFile file = file(json.replace('\'', '"'));

    assertDenied(file, ": " + problem);
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(file::check)
        .withMessageEndingWith(problem);
  }

  @Test
  void aFileThatIsNotThereHasNoLoginUnlessItWasNamed() throws Exception {
    Path missing = folder.resolve("config.json");

    assertThat(new DockerConfigFile(missing, false).find("r.example")).isEmpty();
    assertDenied(new DockerConfigFile(missing, true), "does not exist");
  }

  @Test
  void aFileThatCannotBeReadIsNamedEvenIfItWasNot() throws Exception {
    Path blocked = Files.createDirectory(folder.resolve("config.json"));

    assertDenied(new DockerConfigFile(blocked, false), "is a folder, expected a file");
  }

  @Test
  void aFileWithoutEndIsNotRead() throws Exception {
    Path large = folder.resolve("config.json");
    Files.write(large, new byte[(1 << 20) + 1]);

    assertDenied(new DockerConfigFile(large, false), "is larger than 1 MiB");
  }

  @Test
  void configuredLoginsComeFirst() throws Exception {
    Path broken = Files.writeString(folder.resolve("config.json"), "broken");
    Logins logins =
        new Logins(
            new Registries(
                Map.of("r.example", new Credential("configured", new SecretText("p"))),
                Optional.of(broken),
                true,
                Map.of()));

    assertThat(logins.find("R.example")).contains(new Login("configured", "p"));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> logins.find("other.example"))
        .withMessageContaining("the text is not JSON");
  }

  private static void assertDenied(DockerConfigFile file, String message) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> file.find("r.example"))
        .withMessageStartingWith("the credential file \"")
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.DENIED))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
  }

  private DockerConfigFile file(String json) throws IOException {
    return new DockerConfigFile(Files.writeString(folder.resolve("config.json"), json), true);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
