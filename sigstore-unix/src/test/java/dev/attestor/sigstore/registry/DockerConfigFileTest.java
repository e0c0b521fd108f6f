package dev.attestor.sigstore.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.config.SigstoreConfig.Credential;
import dev.attestor.core.config.SigstoreConfig.CredentialHelpers;
import dev.attestor.core.config.SigstoreConfig.Registries;
import dev.attestor.input.secret.Secret;
import dev.attestor.sigstore.web.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Docker's file of logins: lookups, and the messages for invalid files. */
class DockerConfigFileTest {

  private static final String LOGIN = base64("user:pass:word");

  private static final Optional<CredentialHelpers> NO_HELPERS = Optional.empty();
  private static final Deadline TIME = Deadline.after(Duration.ofSeconds(20));

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

    assertThat(find(file, registry, "app")).contains(new Login("user", "pass:word"));
  }

  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource({
    "registry.example.com, registry.example.com:5000",
    "registry.example.com:5000, registry.example.com",
    "example.com, registry.example.com",
    "registry.example.com.evil.example, registry.example.com"
  })
  void givesALoginToNoOtherRegistry(String name, String registry) throws Exception {
    assertThat(
            find(
                file("{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(name, LOGIN)),
                registry,
                "app"))
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

    assertThat(find(file(json), "r.example", "app")).contains(new Login(user, password));
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
      assertThat(find(file, "r.example", "app")).isEmpty();
    } else {
      assertDenied(
          file,
          ("leaves registry \"r.example\" to the credential helper \"%s\", which is not run; set"
                  + " registry_credential_helpers, or give a login there or in registry_credentials")
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

    assertThat(find(new DockerConfigFile(missing, false, NO_HELPERS), "r.example", "app"))
        .isEmpty();
    assertDenied(new DockerConfigFile(missing, true, NO_HELPERS), "does not exist");
  }

  @Test
  void aFileThatCannotBeReadIsNamedEvenIfItWasNot() throws Exception {
    Path blocked = Files.createDirectory(folder.resolve("config.json"));

    assertDenied(new DockerConfigFile(blocked, false, NO_HELPERS), "is a folder, expected a file");
  }

  @Test
  void aFileWithoutEndIsNotRead() throws Exception {
    Path large = folder.resolve("config.json");
    Files.write(large, new byte[(1 << 20) + 1]);

    assertDenied(new DockerConfigFile(large, false, NO_HELPERS), "is larger than 1 MiB");
  }

  @Test
  void configuredLoginsComeFirst() throws Exception {
    Path broken = Files.writeString(folder.resolve("config.json"), "broken");
    Logins logins =
        new Logins(
            new Registries(
                Map.of("r.example", new Credential("configured", Secret.of("p"))),
                Optional.of(broken),
                true,
                Optional.empty(),
                Map.of(),
                Optional.empty()));

    assertThat(logins.find("R.example", "app", TIME)).contains(new Login("configured", "p"));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> logins.find("other.example", "app", TIME))
        .withMessageContaining("the text is not JSON");
  }

  @ParameterizedTest(name = "{0} in {1}")
  @CsvSource({
    "team/app, r.example/team/app r.example/team r.example, r.example/team/app",
    "team/app, r.example r.example/team, r.example/team",
    "team/app, https://r.example/v2/team/ r.example, https://r.example/v2/team/",
    "team/apple, r.example/team/app r.example, r.example",
    "team, r.example/team/app *.example/team, *.example/team",
    "team/app, *.example/team r.example, r.example",
    "team/app, *.example/team *.example, *.example/team",
    "app, *.example r*.example, r*.example",
  })
  void theClosestEntryWins(String repository, String names, String expected) throws Exception {
    String entries =
        Stream.of(names.split(" "))
            .map(name -> "\"%s\":{\"auth\":\"%s\"}".formatted(name, base64(name + ":p")))
            .collect(Collectors.joining(","));

    // Which comes before the colon of a scheme, in a login of that name.
    assertThat(find(file("{\"auths\":{%s}}".formatted(entries)), "r.example", repository))
        .map(Login::user)
        .contains(expected.startsWith("https:") ? "https" : expected);
  }

  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource({
    "*.example.com, registry.example.com, true",
    "*.Example.com, Registry.example.COM, true",
    "*.example.com:5000, registry.example.com:5000, true",
    "reg*.example.com, registry.example.com, true",
    "*try.*.com, registry.example.com, true",
    "*.*.com, registry.example.com, true",
    "*.example.com, example.com, false",
    "*.example.com, a.registry.example.com, false",
    "*.example.com, registry.example.com:5000, false",
    "*.example.com, registry.example.com.evil.example, false",
    "*.example.com, registryXexample.com, false",
    "*, registry.example.com, false",
    "*.com, registry.example.com, false",
  })
  void aStarStandsForOneLabel(String name, String registry, boolean covered) throws Exception {
    DockerConfigFile file = file("{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(name, LOGIN));

    assertThat(find(file, registry, "app").isPresent()).isEqualTo(covered);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"dXNlcjpw\\nYXNz\\r\\n", " dXNlcjpwYXNz", "dXNlcjpwYXNzAAA=", "dXNlcjoAcGFzcwA"})
  void lineBreaksAndNulsAreNoPartOfALogin(String auth) throws Exception {
    DockerConfigFile file = file("{\"auths\":{\"r.example\":{\"auth\":\"%s\"}}}".formatted(auth));

    assertThat(find(file, "r.example", "app")).contains(new Login("user", "pass"));
  }

  @Test
  void anEntryWithoutALoginLeavesItToTheNext() throws Exception {
    DockerConfigFile file =
        file("{\"auths\":{\"r.example/app\":{},\"r.example\":{\"auth\":\"%s\"}}}".formatted(LOGIN));

    assertThat(find(file, "r.example", "app")).contains(new Login("user", "pass:word"));
  }

  @Test
  void aTokenOfTheRegistryIsReadAsSuch() throws Exception {
    DockerConfigFile file = file("{\"auths\":{\"r.example\":{\"registrytoken\":\"t\"}}}");

    assertThat(find(file, "r.example", "app")).contains(Login.registryToken("t"));
  }

  private static Optional<Login> find(DockerConfigFile file, String registry, String repository)
      throws RegistryException {
    return file.find(registry, repository, TIME);
  }

  private static void assertDenied(DockerConfigFile file, String message) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> find(file, "r.example", "app"))
        .withMessageStartingWith("the credential file \"")
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.DENIED))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
  }

  private DockerConfigFile file(String json) throws IOException {
    return new DockerConfigFile(
        Files.writeString(folder.resolve("config.json"), json), true, NO_HELPERS);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
