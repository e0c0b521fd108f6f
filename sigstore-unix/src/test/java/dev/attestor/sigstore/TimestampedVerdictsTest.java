package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.config.SigstoreConfig.Generation;
import dev.attestor.core.config.SigstoreConfig.Trust;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.sigstore.registry.ImageReference;
import dev.attestor.testkit.DockerRegistry;
import dev.attestor.testkit.TimestampedCases;
import dev.attestor.testkit.TimestampedCases.Case;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Images signed with Rekor v2: every recorded case gets cosign's verdict, and its selectors. */
@EnabledIf(
    value = "dev.attestor.testkit.DockerRegistry#isInstalled",
    disabledReason = "needs docker-registry, from Debian's package")
class TimestampedVerdictsTest {

  /** A time when all certificates had expired. */
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-11-24T18:00:00Z"), ZoneOffset.UTC);

  @TempDir static Path folder;
  private static DockerRegistry registry;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    registry = DockerRegistry.start(TimestampedCases.storage(folder));
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  static Stream<Case> all() {
    return TimestampedCases.all().stream();
  }

  static Stream<Arguments> ofBothGenerations() {
    return all()
        .flatMap(
            image ->
                Stream.of(Generation.values()).map(generation -> Arguments.of(image, generation)));
  }

  @ParameterizedTest(name = "{0}, generation {1}")
  @MethodSource("ofBothGenerations")
  void agreesWithCosignByATrustedRoot(Case image, Generation generation) {
    SigstoreConfig config = configs().generation(generation).build();

    assertThat(verify(image, config).isPresent())
        .isEqualTo(image.passes("trusted-root") && !image.isStricterHere());
    verify(image, config)
        .ifPresent(
            selectors ->
                assertThat(selectors)
                    .containsExactlyInAnyOrderElementsOf(expected(image, generation)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void agreesWithCosignWithoutATimestampAuthority(Case image) {
    SigstoreConfig config = configs("trusted_root-without-tsa.json").build();

    assertThat(image.passes("without-tsa")).isFalse();
    assertRefused(image, config, "timestamp: no timestamp authority is trusted; a trusted root");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void agreesWithCosignWhereTheLogIsIgnored(Case image) {
    assertThat(verify(image, configs().withoutLog().build()).isPresent())
        .isEqualTo(image.passes("ignore-tlog") && !image.isStricterHere());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void passesWithAttestationsOnlyWhatHasAGoodOne(Case image) {
    assertThat(verify(image, configs().withAttestation().build()).isPresent())
        .isEqualTo(image.passes("attestation"));
  }

  @Test
  void aLogsKeyFromAFileNeedsNoName() {
    Case image = named("rekor-v2");

    assertThat(verify(image, files(Optional.of("trusted_root.json")))).isPresent();
  }

  @Test
  void filesAloneHaveNoTimestampAuthority() {
    Case image = named("rekor-v2");

    assertRefused(
        image, files(Optional.empty()), "timestamp: no timestamp authority is trusted; a trusted");
  }

  @Test
  void whatIsWrongIsNamed() {
    assertRefused(
        named("rekor-v2-mixed-tsa"),
        configs().build(),
        "timestamp: it is not from a trusted timestamp authority");
    assertRefused(
        named("rekor-v2-other-tsa"),
        configs().build(),
        "timestamp: it is not from a trusted timestamp authority");
    assertRefused(named("rekor-v2-other-log"), configs().build(), "log: log \"");
    assertRefused(named("rekor-v2-mallory"), configs().build(), "identity: subject \"mallory");
  }

  private static List<String> expected(Case image, Generation generation) {
    JsonObject fact =
        image.signatures().stream()
            .filter(each -> text(each, "predicateType").endsWith("/cosign/sign/v1"))
            .findFirst()
            .orElseThrow();
    List<String> expected = new ArrayList<>();
    if (generation == Generation.SPIRE_1_9) {
      expected.add("sigstore-validation:passed");
      expected.add("c:image-signature-content:" + text(fact, "signature"));
      expected.add("c:image-signature-subject:" + text(fact, "subject"));
      expected.add("c:image-signature-logid:" + text(fact, "logID"));
    } else {
      expected.add("image-signature:verified");
      if (image.passes("attestation")) {
        expected.add("image-attestations:verified");
      }
      expected.add("image-signature-subject:" + text(fact, "subject"));
      expected.add("image-signature-issuer:" + text(fact, "issuer"));
      expected.add("image-signature-value:" + text(fact, "signature"));
      expected.add("image-signature-log-id:" + text(fact, "logID"));
      expected.add("image-signature-log-index:" + text(fact, "logIndex"));
    }
    return expected;
  }

  private static String text(JsonObject fact, String key) {
    return fact.get(key).getAsString();
  }

  private static Case named(String name) {
    return all().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static Configs configs() {
    return configs("trusted_root.json");
  }

  private static Configs configs(String root) {
    return Configs.files(folder)
        .withoutSct()
        .trust(
            new Trust(
                Optional.of(TimestampedCases.trust(folder, root)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                folder));
  }

  private static SigstoreConfig files(Optional<String> root) {
    return Configs.files(folder)
        .withoutSct()
        .trust(
            new Trust(
                root.map(name -> TimestampedCases.trust(folder, name)),
                Optional.of(TimestampedCases.trust(folder, "fulcio.pem")),
                Optional.of(TimestampedCases.trust(folder, "rekor.pub.pem")),
                Optional.empty(),
                folder))
        .build();
  }

  private static void assertRefused(Case image, SigstoreConfig config, String refusal) {
    assertThatExceptionOfType(ImageVerificationException.class)
        .isThrownBy(() -> selectors(image, config))
        .withMessageContaining(refusal);
  }

  private static Optional<List<String>> verify(Case image, SigstoreConfig config) {
    try {
      return Optional.of(selectors(image, config));
    } catch (ImageVerificationException e) {
      return Optional.empty();
    }
  }

  private static List<String> selectors(Case image, SigstoreConfig config) {
    String name = "%s/cases/%s@%s".formatted(registry.address(), image.name(), image.digest());
    ImageReference reference = ImageReference.parse(name).orElseThrow();
    ImageInspector inspector = Sigstore.inspector(config, NOW);
    ImageReport report = inspector.inspect(reference);
    inspector.require(reference, report);
    return new SignatureSelectors(config).of(report, new ContainerId("c"));
  }
}
