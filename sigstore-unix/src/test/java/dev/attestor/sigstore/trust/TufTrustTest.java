package dev.attestor.sigstore.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.attestor.sigstore.web.Deadline;
import dev.attestor.sigstore.web.FakeWeb;
import dev.attestor.sigstore.web.WebClient;
import dev.attestor.testkit.SignedCases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trust roots from a correctly signed TUF repository. */
class TufTrustTest {

  private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

  @TempDir private Path folder;
  private TufRepository repository;
  private String anchor;
  private TrustRoots expected;
  private Instant now = NOW;

  @BeforeEach
  void publish() throws IOException {
    byte[] target = Files.readAllBytes(SignedCases.trust(folder, TufRepository.TARGET));
    repository = new TufRepository(target);
    repository.publish();
    anchor = repository.root(1);
    expected = TrustedRootFile.parse(target, "expected").roots();
  }

  @AfterEach
  void stop() {
    repository.close();
  }

  @Test
  void fetchesTheTrustedRootAndKeepsIt() throws Exception {
    assertThat(current(trust())).isEqualTo(expected);
    assertThat(repository.web.requests())
        .containsExactly(
            "/2.root.json",
            "/timestamp.json",
            "/1.snapshot.json",
            "/1.targets.json",
            repository.targetPath());
    assertThat(cache().resolve("targets").resolve(TufRepository.TARGET))
        .hasBinaryContent(repository.target);
  }

  @Test
  void asksOnceADay() throws Exception {
    TufTrust trust = trust();
    current(trust);
    repository.web.requests().clear();

    now = NOW.plus(Duration.ofHours(23));
    assertThat(current(trust)).isEqualTo(expected);
    assertThat(repository.web.requests()).isEmpty();

    now = NOW.plus(Duration.ofHours(25));
    assertThat(current(trust)).isEqualTo(expected);
    assertThat(repository.web.requests()).containsExactly("/2.root.json", "/timestamp.json");
  }

  @Test
  void takesANewTrustedRoot() throws Exception {
    TufTrust trust = trust();
    current(trust);
    TrustRoots other = publishWithoutLogs();

    now = NOW.plus(Duration.ofDays(2));

    assertThat(current(trust)).isEqualTo(other).isNotEqualTo(expected);
  }

  @Test
  void followsTheRepositoryToANewKey() throws Exception {
    current(trust());
    KeyPair old = repository.key;
    repository.key = TufRepository.key();
    repository.signer = repository.key;
    put("/2.root.json", repository.root(2, old));
    TrustRoots other = publishWithoutLogs();

    assertThat(current(trust())).isEqualTo(other);
  }

  @Test
  void startsWithoutANetworkFromWhatIsKept() throws Exception {
    current(trust());
    repository.close();
    now = NOW.plus(Duration.ofDays(400));

    assertThat(current(trust())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void aServerThatDoesNotWorkIsBridgedToo(int status) throws Exception {
    current(trust());
    repository.web.handle("/timestamp.json", exchange -> FakeWeb.status(exchange, status));

    assertThat(current(trust())).isEqualTo(expected);
  }

  @Test
  void withoutNetworkAndCacheTheRepositoryIsNamed() {
    repository.close();

    assertThatExceptionOfType(TrustException.class)
        .isThrownBy(() -> current(trust()))
        .withMessageStartingWith(
            "trust roots cannot be downloaded from %s: GET %s2.root.json is not reachable"
                .formatted(repository.address(), repository.address()));
  }

  @Test
  void aRepositoryThatNeverAnswersIsGivenUpInTime() {
    repository.web.handle(
        "/timestamp.json",
        exchange -> {
          try {
            TimeUnit.SECONDS.sleep(60);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Deadline deadline = Deadline.after(Duration.ofMillis(500));

    assertThatExceptionOfType(TrustException.class)
        .isThrownBy(() -> trust().current(deadline))
        .withMessageContaining("timestamp.json has no complete answer within ");
  }

  @Test
  void aCacheThatCannotBeMadeIsNamed() throws Exception {
    Files.writeString(cache(), "a file");

    assertThatExceptionOfType(TrustException.class)
        .isThrownBy(() -> current(trust()))
        .withMessageStartingWith("the folder \"%s\" cannot be used: ".formatted(cache()));
  }

  @Test
  void aKeptCopyThatIsTornIsFetchedAnew() throws Exception {
    current(trust());
    Files.writeString(cache().resolve("targets").resolve(TufRepository.TARGET), "{");

    assertThat(current(trust())).isEqualTo(expected);
  }

  @Test
  void metadataThatIsTornIsNamed() throws Exception {
    current(trust());
    Files.writeString(cache().resolve("timestamp.json"), "{");

    assertThatExceptionOfType(TrustException.class)
        .isThrownBy(() -> current(trust()))
        .withMessageEndingWith(
            "metadata there or in the folder \"%s\" cannot be read".formatted(cache()));
  }

  @Test
  void aKeptCopyThatIsTornIsNoCopyWithoutANetwork() throws Exception {
    current(trust());
    Files.writeString(cache().resolve("targets").resolve(TufRepository.TARGET), "{");
    repository.close();

    assertThatExceptionOfType(TrustException.class)
        .isThrownBy(() -> current(trust()))
        .withMessageStartingWith(
            "\"%s/targets/trusted_root.json\" is no trusted root of sigstore's: "
                .formatted(cache()));
  }

  /** A manipulation of the repository, and the message that rejects it. */
  record Attack(String name, Consumer<TufRepository> play, String refusal) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Attack> attacks() {
    return Stream.of(
        new Attack(
            "another target than signed",
            repository ->
                repository.web.put(
                    repository.targetPath(), new byte[repository.target.length - 10]),
            "The hashes for trusted_root.json did not match expectations"),
        new Attack(
            "a target that is larger than signed",
            repository ->
                repository.web.put(repository.targetPath(), new byte[repository.target.length + 1]),
            "has an answer larger than the limit of "),
        new Attack(
            "no target",
            repository -> repository.web.remove(repository.targetPath()),
            "trusted_root.json"),
        new Attack(
            "metadata signed by another key",
            repository -> {
              repository.version = 3;
              repository.signer = TufRepository.key();
              repository.publish();
            },
            "The role has not been signed by enough keys"),
        new Attack(
            "a byte of the timestamp changed",
            repository -> replace(repository, "/timestamp.json", "\"version\":2", "\"version\":3"),
            "The role has not been signed by enough keys"),
        new Attack(
            "a byte of the snapshot changed",
            repository -> {
              repository.version = 3;
              repository.publish();
              replace(repository, "/3.snapshot.json", "\"version\":3", "\"version\":4");
            },
            "The hashes for snapshot did not match expectations"),
        new Attack(
            "metadata that is no JSON",
            repository ->
                repository.web.put("/timestamp.json", "timestamp".getBytes(StandardCharsets.UTF_8)),
            "metadata there or in the folder \""),
        new Attack(
            "a timestamp that is over",
            repository -> {
              repository.version = 3;
              repository.timestampExpires = "2026-11-01T00:00:00Z";
              repository.publish();
            },
            "expired"),
        new Attack(
            "targets that are over",
            repository -> {
              repository.version = 3;
              repository.expires = "2026-11-01T00:00:00Z";
              repository.publish();
            },
            "expired"),
        new Attack(
            "an earlier version",
            repository -> {
              repository.version = 1;
              repository.publish();
            },
            "Expected version 2 or higher but found version 1"),
        new Attack(
            "a root that the known one does not vouch for",
            repository -> {
              repository.version = 3;
              repository.key = TufRepository.key();
              repository.signer = repository.key;
              repository.web.put(
                  "/2.root.json", repository.root(2).getBytes(StandardCharsets.UTF_8));
              repository.publish();
            },
            "The role has not been signed by enough keys"),
        new Attack(
            "metadata without end",
            repository -> repository.web.put("/timestamp.json", new byte[200_000]),
            "has an answer larger than the limit of "),
        new Attack(
            "a redirect to plain HTTP elsewhere",
            repository ->
                repository.web.handle(
                    "/timestamp.json",
                    exchange -> FakeWeb.redirect(exchange, "http://evil.example/timestamp.json")),
            "\"http://evil.example/timestamp.json\" is not asked"));
  }

  private static void replace(TufRepository repository, String path, String from, String to) {
    String old = new String(repository.web.content(path), StandardCharsets.UTF_8);
    assertThat(old).contains(from);
    repository.web.put(path, old.replace(from, to).getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void anAttackIsNotBridgedWithWhatIsKept(Attack attack) throws Exception {
    repository.version = 2;
    repository.publish();
    current(trust());
    if (attack.name().contains("target")) {
      Files.delete(cache().resolve("targets").resolve(TufRepository.TARGET));
    }

    attack.play().accept(repository);

    now = NOW.plus(Duration.ofDays(2));
    assertThatExceptionOfType(TrustException.class)
        .isThrownBy(() -> current(trust()))
        .withMessageStartingWith(
            "trust roots cannot be downloaded from " + repository.address() + ": ")
        .withMessageContaining(attack.refusal())
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void aRepositoryThatIsFrozenIsRefusedWhenItsMetadataIsOver() throws Exception {
    current(trust());
    now = Instant.parse("2027-01-01T00:00:01Z");

    assertThatExceptionOfType(TrustException.class)
        .isThrownBy(() -> current(trust()))
        .withMessageContaining("expired");
  }

  @Test
  void aTimestampThatIsServedForeverIsRefusedWhenItIsOver() throws Exception {
    repository.timestampExpires = "2026-12-01T00:00:00Z";
    repository.publish();
    current(trust());
    now = Instant.parse("2026-12-01T00:00:01Z");

    assertThatExceptionOfType(TrustException.class)
        .isThrownBy(() -> current(trust()))
        .withMessageContaining("the timestamp metadata expired at 2026-12-01T00:00:00Z");
  }

  private TrustRoots publishWithoutLogs() throws IOException {
    String text = new String(repository.target, StandardCharsets.UTF_8);
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    json.remove("ctlogs");
    repository.target = json.toString().getBytes(StandardCharsets.UTF_8);
    repository.version = 3;
    repository.publish();
    return TrustedRootFile.parse(repository.target, "other").roots();
  }

  private void put(String path, String content) {
    repository.web.put(path, content.getBytes(StandardCharsets.UTF_8));
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private TufTrust trust() {
    return new TufTrust(
        new WebClient(Optional.empty()),
        repository.address(),
        () -> anchor,
        cache(),
        ((InstantSource) () -> now).withZone(ZoneOffset.UTC));
  }

  private static TrustRoots current(TufTrust trust) throws TrustException {
    return trust.current(Deadline.after(Duration.ofSeconds(20)));
  }
}
