package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.config.SigstoreConfig.Generation;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.sigstore.registry.ImageReference;
import dev.attestor.testkit.DockerRegistry;
import dev.attestor.testkit.FakeRekor;
import dev.attestor.testkit.SignedCases;
import dev.attestor.testkit.SignedCases.Case;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded case gets cosign's verdict in every mode, and its selectors. */
@EnabledIf(
    value = "dev.attestor.testkit.DockerRegistry#isInstalled",
    disabledReason = "needs docker-registry, from Debian's package")
class RecordedVerdictsTest {

  private static final ContainerId CONTAINER = new ContainerId("0123abcd");
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-11-24T08:00:00Z"), ZoneOffset.UTC);

  @TempDir static Path folder;
  private static DockerRegistry registry;
  private static FakeRekor rekor;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    registry = DockerRegistry.start(SignedCases.storage(folder));
    rekor = FakeRekor.recorded("no-bundle", "no-tlog");
  }

  @AfterAll
  static void stop() {
    registry.close();
    rekor.close();
  }

  static Stream<Arguments> offline() {
    return modes("offline", "new-bundle");
  }

  @ParameterizedTest(name = "{0}, generation {1}")
  @MethodSource("offline")
  void agreesWithCosignWhereNoLogCanBeAsked(Case image, Generation generation) {
    assertVerdict(
        image,
        Configs.files(folder).generation(generation).build(),
        NOW,
        image.passes(image.isBundle() ? "new-bundle" : "offline"),
        List.of("offline", "new-bundle"));
  }

  @ParameterizedTest(name = "{0}, generation {1}")
  @MethodSource("offline")
  void agreesWithCosignByATrustedRoot(Case image, Generation generation) {
    assertVerdict(
        image,
        Configs.trustedRoot(folder).generation(generation).build(),
        NOW,
        image.passes(image.isBundle() ? "new-bundle" : "offline"),
        List.of("offline", "new-bundle"));
  }

  @ParameterizedTest(name = "{0}, generation {1}")
  @MethodSource("offline")
  void agreesWithCosignWhereTheLogCanBeAsked(Case image, Generation generation) {
    int before = rekor.requests();

    assertVerdict(
        image,
        Configs.files(folder).generation(generation).rekor(rekor.address()).build(),
        NOW,
        image.passes(image.isBundle() ? "new-bundle" : "online"),
        List.of("offline", "online", "new-bundle"));

    int expected =
        image.isBundle()
            ? 0
            : image
                .json()
                .getAsJsonObject("cosign")
                .getAsJsonObject("online")
                .get("rekorRequests")
                .getAsInt();
    assertThat(rekor.requests() - before).as("requests to Rekor").isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}, generation {1}")
  @MethodSource("offline")
  void agreesWithCosignWhereCertificateLogsAreIgnored(Case image, Generation generation) {
    assertVerdict(
        image,
        Configs.files(folder).generation(generation).withoutSct().build(),
        NOW,
        image.passes(image.isBundle() ? "new-bundle" : "offline-ignore-sct"),
        List.of("offline", "offline-ignore-sct", "new-bundle"));
  }

  static Stream<Case> withoutTlog() {
    return SignedCases.all().stream().filter(image -> image.has("offline-ignore-tlog"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withoutTlog")
  void agreesWithCosignWhereTheLogIsIgnored(Case image) {
    assertVerdict(
        image,
        Configs.files(folder).withoutLog().build(),
        NOW,
        image.passes("offline-ignore-tlog"),
        List.of());
  }

  static Stream<Case> whileValid() {
    return SignedCases.all().stream()
        .filter(image -> image.has("offline-ignore-tlog-within-certificate-lifetime"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whileValid")
  void agreesWithCosignWhereTheLogIsIgnoredAndCertificatesAreStillValid(Case image) {
    SigstoreConfig config = Configs.files(folder).withoutLog().build();
    Clock clock = Clock.fixed(image.whileValid(), ZoneOffset.UTC);

    assertThat(passes(image, config, clock))
        .isEqualTo(image.passes("offline-ignore-tlog-within-certificate-lifetime"));
  }

  static Stream<Case> rootOnly() {
    return SignedCases.all().stream()
        .filter(image -> image.has("offline-root-without-intermediate"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rootOnly")
  void agreesWithCosignWhereTheIntermediateMustComeWithTheSignature(Case image) {
    SigstoreConfig config = Configs.files(folder, "fulcio-root.pem").build();

    assertThat(passes(image, config, NOW))
        .isEqualTo(image.passes("offline-root-without-intermediate"));
  }

  static Stream<Arguments> byIdentity() {
    return SignedCases.all().stream()
        .filter(image -> image.has("offline-by-identity"))
        .flatMap(
            image ->
                image.runsByIdentity().stream()
                    .flatMap(
                        run ->
                            Stream.of(Generation.values())
                                .map(generation -> Arguments.of(image, run, generation))));
  }

  @ParameterizedTest(name = "{0}, {1}, generation {2}")
  @MethodSource("byIdentity")
  void agreesWithCosignForOneIdentity(Case image, JsonObject run, Generation generation) {
    SigstoreConfig config =
        Configs.files(folder)
            .generation(generation)
            .allowed(
                Map.of(run.get("issuer").getAsString(), List.of(run.get("subject").getAsString())))
            .build();

    assertThat(passes(image, config, NOW))
        .isEqualTo(run.get("verdict").getAsString().equals("pass"));
  }

  static Stream<Case> all() {
    return SignedCases.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void passesWithAttestationsOnlyWhatHasAGoodOne(Case image) {
    SigstoreConfig config = Configs.files(folder).withAttestation().build();
    boolean attested = image.has("attestation-offline") && image.passes("attestation-offline");

    assertThat(passes(image, config, NOW))
        .isEqualTo(attested && image.has("offline") && image.passes("offline"));
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void refusesAPlatformWhoseIndexAloneIsSigned(Generation generation) {
    SigstoreConfig config = Configs.files(folder).generation(generation).build();
    Case index = SignedCases.named("multi-arch");

    for (var digest : index.json().getAsJsonArray("platformDigests")) {
      assertThatThrownBy(() -> verify(name(index, digest.getAsString()), config, NOW))
          .isInstanceOf(ImageVerificationException.class)
          .hasMessageMatching(
              "image .* has no signature: tag sha256-[0-9a-f]{64}[.]sig: nothing; .*");
    }
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void acceptsAPlatformThatIsSignedItself(Generation generation) {
    SigstoreConfig config = Configs.files(folder).generation(generation).build();
    Case index = SignedCases.named("multi-arch-recursive");

    for (var digest : index.json().getAsJsonArray("platformDigests")) {
      assertThatCode(() -> verify(name(index, digest.getAsString()), config, NOW))
          .doesNotThrowAnyException();
    }
  }

  private static Stream<Arguments> modes(String... runs) {
    return SignedCases.all().stream()
        .filter(image -> Stream.of(runs).anyMatch(image::has))
        .flatMap(
            image ->
                Stream.of(Generation.values()).map(generation -> Arguments.of(image, generation)));
  }

  private static void assertVerdict(
      Case image, SigstoreConfig config, Clock clock, boolean passes, List<String> runs) {
    if (!passes) {
      assertThat(passes(image, config, clock)).isFalse();
      return;
    }
    List<String> expected = new ArrayList<>();
    expected.add(
        config.generation() == Generation.SPIRE_1_9
            ? "sigstore-validation:passed"
            : "image-signature:verified");
    for (JsonObject fact : image.facts(runs)) {
      expected.addAll(config.generation() == Generation.SPIRE_1_9 ? first(fact) : second(fact));
    }
    assertThat(verify(name(image, image.digest()), config, clock))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<String> first(JsonObject fact) {
    return List.of(
        "0123abcd:image-signature-content:" + text(fact, "signatureContent"),
        "0123abcd:image-signature-subject:" + text(fact, "subject"),
        "0123abcd:image-signature-logid:" + text(fact, "logID"),
        "0123abcd:image-signature-integrated-time:" + text(fact, "integratedTime"));
  }

  private static List<String> second(JsonObject fact) {
    return List.of(
        "image-signature-subject:" + text(fact, "subject"),
        "image-signature-issuer:" + text(fact, "issuer"),
        "image-signature-value:" + text(fact, "signatureContent"),
        "image-signature-log-id:" + text(fact, "logID"),
        "image-signature-log-index:" + text(fact, "logIndex"),
        "image-signature-integrated-time:" + text(fact, "integratedTime"),
        "image-signature-signed-entry-timestamp:" + text(fact, "signedEntryTimestamp"));
  }

  private static String text(JsonObject fact, String key) {
    return fact.get(key).getAsString();
  }

  private static boolean passes(Case image, SigstoreConfig config, Clock clock) {
    try {
      return !verify(name(image, image.digest()), config, clock).isEmpty();
    } catch (ImageVerificationException e) {
      return false;
    }
  }

  private static List<String> verify(String imageId, SigstoreConfig config, Clock clock) {
    ImageReference image = ImageReference.parse(imageId).orElseThrow();
    ImageInspector inspector = Sigstore.inspector(config, clock);
    ImageReport report = inspector.inspect(image);
    inspector.require(image, report);
    return new SignatureSelectors(config).of(report, CONTAINER);
  }

  private static String name(Case image, String digest) {
    return "%s/cases/%s@%s".formatted(registry.address(), image.name(), digest);
  }
}
