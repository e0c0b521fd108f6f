package dev.attestor.sigstore.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.config.SigstoreConfig.CredentialHelpers;
import dev.attestor.input.secret.Secret;
import dev.attestor.sigstore.web.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that keep logins: how they are found, run, limited and believed. */
class CredentialHelperTest {

  private static final String GOOD =
      "echo '{\"ServerURL\":\"x\",\"Username\":\"user\",\"Secret\":\"s3cret\"}'";

  @TempDir private Path folder;
  @TempDir private Path other;

  @Test
  void givesTheLoginOfTheRegistryThatItReads() throws Exception {
    helper(
        "ecr-login",
        "read name; echo \"{\\\"Username\\\":\\\"$name\\\",\\\"Secret\\\":\\\"$1\\\"}\"");

    assertThat(get("ecr-login", "r.example:5000")).contains(new Login("r.example:5000", "get"));
    assertThat(get("ecr-login", "docker.io"))
        .contains(new Login("https://index.docker.io/v1/", "get"));
  }

  @Test
  void aTokenUserMeansAnIdentityToken() throws Exception {
    helper("acr", "echo '{\"Username\":\"<token>\",\"Secret\":\"s3cret\"}'");

    assertThat(get("acr", "r.example")).map(Login::kind).contains(Login.Kind.IDENTITY_TOKEN);
  }

  @Test
  void seesNoVariablesButTheConfiguredOnes() throws Exception {
    helper("env", "/usr/bin/env > " + folder + "/seen; " + GOOD);

    get("env", "r.example");

    // Shells add some of their own.
    assertThat(Files.readAllLines(folder.resolve("seen")))
        .filteredOn(line -> !line.matches("(PWD|OLDPWD|SHLVL|_)=.*"))
        .containsExactlyInAnyOrder("PATH=/usr/bin:/bin", "REGION=eu");
  }

  @Test
  void theFirstFolderThatHasItCounts() throws Exception {
    Files.writeString(folder.resolve("docker-credential-x"), "not executable");
    write(other, "x", GOOD);

    assertThat(get("x", "r.example")).contains(new Login("user", "s3cret"));
  }

  @Test
  void whatItDoesNotKnowIsNoLogin() throws Exception {
    helper("x", "echo 'credentials not found in native keychain'; exit 1");

    assertThat(get("x", "r.example")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"../x", "a/b", "", "-x", ".", "x;id", "x y", "missing"})
  void isFoundInItsFoldersAlone(String name) throws Exception {
    write(other, "x", GOOD);

    assertDenied(name, "is in none of the folders [" + folder + ", " + other + "]");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "echo s3cret                          | printed what cannot be read: the text is not JSON",
        "echo '{\"Username\":\"user\"}'       | printed what cannot be read: expected \"Username\""
            + " and",
        "true                                 | printed what cannot be read: expected a JSON"
            + " object",
        "echo s3cret; exit 3                  | ended with status 3; run it by hand to see why",
        "echo s3cret; echo a >&2; printf '\\n"
            + "no\\033role\\n"
            + "' >&2; exit 1 | ended with status 1: no\\u{1b}role",
        "yes s3cret                           | printed more than 65536 bytes",
        "yes s3cret >&2                       | printed more than 65536 bytes",
      })
  void saysWhatIsWrongWithoutShowingIt(String script, String problem) throws Exception {
    helper("x", script);

    assertDenied("x", problem);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"sleep 30", "trap '' TERM; sleep 30", "cat; sleep 30"})
  void isEndedAfterTheTimeLimit(String script) throws Exception {
    helper("x", script);
    long begun = System.nanoTime();

    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(
            () ->
                new CredentialHelper(config(), "x")
                    .get("r.example", Deadline.after(Duration.ofMillis(500))))
        .withMessageContaining("did not end, or did not close its output, within ")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.UNREACHABLE));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'credHelpers':{'r.example':'one'}}                                            | one",
        "{'credsStore':'two'}                                                           | two",
        "{'credsStore':'two','credHelpers':{'r.example':'one'}}                         | one",
        "{'credsStore':'two','credHelpers':{'other.example':'one'}}                     | two",
        "{'credsStore':'two','credHelpers':{'*.example':'one'}}                         | one",
        "{'credsStore':'two','auths':{'r.example':{'username':'file'}}}                 | file",
        "{'credHelpers':{'r.example':'one'},'auths':{'r.example':{'username':'file'}}}  | one",
        "{'credHelpers':{'r.example':'none'},'auths':{'r.example':{'username':'file'}}} | file",
      })
  void isAskedAsDockerAsksIt(String json, String user) throws Exception {
    helper("one", "echo '{\"Username\":\"one\",\"Secret\":\"s\"}'");
    helper("two", "echo '{\"Username\":\"two\",\"Secret\":\"s\"}'");
    helper("none", "echo 'credentials not found in native keychain'; exit 1");
    Path file = Files.writeString(folder.resolve("config.json"), json.replace('\'', '"'));

    DockerConfigFile logins = new DockerConfigFile(file, true, Optional.of(config()));

    logins.check();
    assertThat(logins.find("r.example", "app", time())).map(Login::user).contains(user);
  }

  @Test
  void aFileThatNamesAMissingOneIsOfNoUse() throws Exception {
    Path file = Files.writeString(folder.resolve("config.json"), "{\"credsStore\":\"gone\"}");

    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(new DockerConfigFile(file, true, Optional.of(config()))::check)
        .withMessageStartingWith(
            "the credential helper \"docker-credential-gone\" is in none of the folders");
    new DockerConfigFile(file, true, Optional.empty()).check();
  }

  private void assertDenied(String name, String problem) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> get(name, "r.example"))
        .withMessageStartingWith("the credential helper \"docker-credential-" + name + "\" ")
        .withMessageContaining(problem)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.DENIED))
        .satisfies(e -> assertThat(e.toString()).doesNotContain("s3cret"));
  }

  private Optional<Login> get(String name, String registry) throws RegistryException {
    return new CredentialHelper(config(), name).get(registry, time());
  }

  private CredentialHelpers config() {
    return new CredentialHelpers(
        List.of(folder, other),
        Map.of("PATH", Secret.of("/usr/bin:/bin"), "REGION", Secret.of("eu")));
  }

  private static Deadline time() {
    return Deadline.after(Duration.ofSeconds(20));
  }

  private void helper(String name, String script) throws IOException {
    write(folder, name, script);
  }

  private static void write(Path place, String name, String script) throws IOException {
    Path program = place.resolve("docker-credential-" + name);
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
