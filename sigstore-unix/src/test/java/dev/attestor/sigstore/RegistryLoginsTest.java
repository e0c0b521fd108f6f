package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.attestor.core.config.SigstoreConfig.Registries;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.registry.ImageReference;
import dev.attestor.sigstore.registry.RegistryClient;
import dev.attestor.sigstore.registry.RegistryException;
import dev.attestor.sigstore.web.Deadline;
import dev.attestor.sigstore.web.FakeWeb;
import dev.attestor.sigstore.web.WebClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins and tokens: which requests carry one, and which must not. */
class RegistryLoginsTest {

  private static final String LOGIN =
      Base64.getEncoder().encodeToString("user:s3cret".getBytes(StandardCharsets.UTF_8));
  private static final String BASIC = "Basic " + LOGIN;
  private static final byte[] MANIFEST = "{\"layers\":[]}".getBytes(StandardCharsets.UTF_8);
  private static final Digest DIGEST = Digest.of(MANIFEST);
  private static final String PATH = "/v2/app/manifests/" + DIGEST;

  @TempDir private Path folder;
  private FakeRegistry registry;
  private FakeRegistry other;

  @BeforeEach
  void start() throws IOException {
    registry = FakeRegistry.start();
    other = FakeRegistry.start();
  }

  @AfterEach
  void stop() {
    registry.close();
    other.close();
  }

  @Test
  void aLoginOfDockersFileAnswersABasicChallenge() throws Exception {
    guard(BASIC, "Basic realm=\"registry\"");

    read(dockerFile());

    assertThat(registry.requests()).containsExactly(PATH, PATH + " " + BASIC);
  }

  @Test
  void aLoginIsNotTakenAlongToAnotherPort() throws Exception {
    registry.handle(
        PATH,
        exchange -> {
          if (authorization(exchange).equals(BASIC)) {
            FakeWeb.redirect(exchange, "http://" + other.address() + "/storage");
          } else {
            challenge(exchange, "Basic realm=\"registry\"");
          }
        });
    other.put("/storage", MANIFEST);

    read(dockerFile());

    assertThat(registry.requests()).containsExactly(PATH, PATH + " " + BASIC);
    assertThat(other.requests()).containsExactly("/storage");
  }

  @Test
  void aLoginIsNotTakenAlongToAnotherHostName() throws Exception {
    String port = registry.address().substring(registry.address().indexOf(':'));
    registry.handle(
        PATH,
        exchange -> {
          if (authorization(exchange).equals(BASIC)) {
            FakeWeb.redirect(exchange, "http://localhost" + port + "/storage");
          } else {
            challenge(exchange, "Basic realm=\"registry\"");
          }
        });
    registry.put("/storage", MANIFEST);

    read(dockerFile());

    assertThat(registry.requests()).containsExactly(PATH, PATH + " " + BASIC, "/storage");
  }

  @Test
  void aTokenIsFetchedWithTheLoginAndUsedForTheRegistryAlone() throws Exception {
    guard("Bearer t0ken", bearer());
    other.handle(
        "/token",
        exchange -> {
          assertThat(exchange.getRequestURI().getRawQuery())
              .isEqualTo("service=registry&scope=repository%3Aapp%3Apull");
          FakeWeb.send(exchange, "{\"token\":\"t0ken\"}".getBytes(StandardCharsets.UTF_8));
        });

    read(dockerFile());

    assertThat(other.requests()).containsExactly("/token " + BASIC);
    assertThat(registry.requests()).containsExactly(PATH, PATH + " Bearer t0ken");
  }

  @Test
  void aWrongLoginIsRefusedAndNotShown() throws Exception {
    guard("Basic another", "Basic realm=\"registry\"");

    assertRefused("does not let these credentials read");
  }

  @Test
  void aLoginThatGetsNoTokenIsRefusedAndNotShown() throws Exception {
    guard("Bearer t0ken", bearer());
    other.handle("/token", exchange -> challenge(exchange, "Basic realm=\"token\""));

    assertRefused("gave no token for registry \"" + registry.address() + "\": status 401");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "Basic realm=\"registry\", BEARER",
        "BEARER, Basic realm=\"registry\"",
        "Negotiate, NTLM, BEARER",
        "Negotiate oYG2MIGzoAMKAQ==, BEARER",
        "Digest realm=\"a, Basic realm=b\", nonce=\"\\\"\", BEARER",
      })
  void aTokenIsFetchedIfOneOfSeveralChallengesInAHeaderWantsIt(String challenges) throws Exception {
    guard("Bearer t0ken", challenges.replace("BEARER", bearer()));
    other.put("/token", "{\"access_token\":\"t0ken\"}".getBytes(StandardCharsets.UTF_8));

    read(dockerFile());

    assertThat(other.requests()).containsExactly("/token " + BASIC);
  }

  @Test
  void anIdentityTokenIsExchangedForAToken() throws Exception {
    guard("Bearer t0ken", bearer());
    List<String> forms = new CopyOnWriteArrayList<>();
    other.handle(
        "/token",
        exchange -> {
          forms.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          FakeWeb.send(exchange, "{\"access_token\":\"t0ken\"}".getBytes(StandardCharsets.UTF_8));
        });

    read(dockerFile("{\"identitytoken\":\"s3cret/+\",\"auth\":\"%s\"}".formatted(LOGIN)));

    assertThat(other.requests()).containsExactly("/token");
    assertThat(forms)
        .containsExactly(
            "grant_type=refresh_token&client_id=attestor&refresh_token=s3cret%2F%2B"
                + "&service=registry&scope=repository%3Aapp%3Apull");
    assertThat(registry.requests()).containsExactly(PATH, PATH + " Bearer t0ken");
  }

  @Test
  void anIdentityTokenIsSentToNoRegistry() throws Exception {
    guard(BASIC, "Basic realm=\"registry\"");
    Registries logins = dockerFile("{\"identitytoken\":\"s3cret\"}");

    assertRefused(logins, "wants a user and a password, and there is only a token for it");
    assertThat(registry.requests()).containsExactly(PATH);
  }

  @Test
  void aTokenOfTheRegistryIsSentAsItIs() throws Exception {
    guard("Bearer s3cret", bearer());

    read(dockerFile("{\"registrytoken\":\"s3cret\"}"));

    assertThat(other.requests()).isEmpty();
    assertThat(registry.requests()).containsExactly(PATH, PATH + " Bearer s3cret");
  }

  @Test
  void aMirrorIsAskedFirstAndGetsNoLoginOfTheRegistry() throws Exception {
    other.handle(PATH, exchange -> challenge(exchange, "Basic realm=\"mirror\""));
    guard(BASIC, "Basic realm=\"registry\"");
    URI mirror = URI.create("http://" + other.address());

    read(
        new Registries(
            Map.of(),
            Optional.of(writeDockerFile()),
            true,
            Optional.empty(),
            Map.of(registry.address(), List.of(mirror)),
            Optional.empty()));

    assertThat(other.requests()).containsExactly(PATH);
    assertThat(registry.requests()).containsExactly(PATH, PATH + " " + BASIC);
  }

  private void assertRefused(String message) throws IOException {
    assertRefused(dockerFile(), message);
  }

  private void assertRefused(Registries logins, String message) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> read(logins))
        .withMessageContaining(message)
        .satisfies(
            e -> {
              assertThat(e.kind()).isEqualTo(RegistryException.Kind.DENIED);
              assertThat(e.toString()).doesNotContain("s3cret", LOGIN);
            });
  }

  private void guard(String wanted, String challenge) {
    registry.handle(
        PATH,
        exchange -> {
          if (authorization(exchange).equals(wanted)) {
            FakeWeb.send(exchange, MANIFEST);
          } else {
            challenge(exchange, challenge);
          }
        });
  }

  private String bearer() {
    return "Bearer realm=\"http://%s/token\",service=\"registry\",scope=\"repository:app:pull,push\""
        .formatted(other.address());
  }

  private static String authorization(HttpExchange exchange) {
    return String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private static void challenge(HttpExchange exchange, String challenge) throws IOException {
    exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
    FakeWeb.status(exchange, 401);
  }

  private Registries dockerFile() throws IOException {
    return dockerFile("{\"auth\":\"%s\"}".formatted(LOGIN));
  }

  private Registries dockerFile(String entry) throws IOException {
    return new Registries(
        Map.of(),
        Optional.of(writeDockerFile(entry)),
        true,
        Optional.empty(),
        Map.of(),
        Optional.empty());
  }

  private Path writeDockerFile() throws IOException {
    return writeDockerFile("{\"auth\":\"%s\"}".formatted(LOGIN));
  }

  private Path writeDockerFile(String entry) throws IOException {
    return Files.writeString(
        folder.resolve("config.json"),
        "{\"auths\":{\"%s\":%s}}".formatted(registry.address(), entry));
  }

  private void read(Registries registries) throws RegistryException {
    ImageReference image =
        ImageReference.parse(registry.address() + "/app@" + DIGEST).orElseThrow();
    new RegistryClient(new WebClient(Optional.empty()), registries)
        .open(image, Deadline.after(Duration.ofSeconds(20)))
        .manifest(DIGEST);
  }
}
