package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.sigstore.registry.ImageReference;
import dev.attestor.testkit.FakeRekor;
import dev.attestor.testkit.SignedCases.Case;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/**
 * The registry and the log of one test, and a verifier's verdicts on them.
 *
 * @param folder for files of the test
 */
record Servers(FakeRegistry registry, FakeRekor rekor, Path folder, Supplier<Path> storage)
    implements AutoCloseable {

  /** A time when all certificates of the recorded cases had expired. */
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T08:00:00Z"), ZoneOffset.UTC);

  static Servers start(Path folder, Supplier<Path> storage) throws IOException {
    return new Servers(FakeRegistry.start(), FakeRekor.start(), folder, storage);
  }

  /** Copies the repository of a recorded case into the registry. */
  void copy(String repository) {
    try {
      registry.copy(storage.get(), repository);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The trust of the recorded cases, with this log. */
  SigstoreConfig recorded() {
    return Configs.files(folder).rekor(rekor.address()).build();
  }

  /** The trust of a kit. */
  Configs of(SigningKit kit) {
    return Configs.files(folder).withoutSct().rekor(rekor.address()).trust(kit.trust(folder));
  }

  String name(Case image) {
    return "%s/cases/%s@%s".formatted(registry.address(), image.name(), image.digest());
  }

  static ImageReport verify(String name, SigstoreConfig config) {
    ImageReference image = ImageReference.parse(name).orElseThrow();
    ImageInspector inspector = Sigstore.inspector(config, CLOCK);
    ImageReport report = inspector.inspect(image);
    inspector.require(image, report);
    return report;
  }

  static void assertRefused(String name, SigstoreConfig config, String refusal) {
    assertFails(name, config, Kind.REFUSED, refusal);
  }

  static void assertFails(String name, SigstoreConfig config, Kind kind, String message) {
    assertThatExceptionOfType(ImageVerificationException.class)
        .isThrownBy(() -> verify(name, config))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
        .withMessageStartingWith("image \"" + name + "\" ")
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  @Override
  public void close() {
    registry.close();
    rekor.close();
  }
}
