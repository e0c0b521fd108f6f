package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.config.SigstoreConfig.Generation;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.spi.ImageVerifier;
import dev.attestor.testkit.FakeRekor;
import dev.attestor.testkit.SignedCases;
import dev.attestor.testkit.SignedCases.Case;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The registry or the log becomes unavailable: before an image was verified, and after. */
class OutagesTest {

  @TempDir private static Path storage;
  @TempDir private Path folder;

  @BeforeAll
  static void unpack() throws IOException, InterruptedException {
    SignedCases.storage(storage);
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void attestationsGoOnFromTheCache(Generation generation) throws Exception {
    FakeRegistry registry = FakeRegistry.start();
    FakeRekor rekor = FakeRekor.recorded("no-bundle");
    registry.copy(storage, "cases/no-bundle");
    SigstoreConfig config =
        Configs.files(folder).generation(generation).rekor(rekor.address()).build();
    String image = name(registry, SignedCases.named("no-bundle"));
    try (ImageVerifier verifier = Sigstore.verifier(config)) {
      List<String> before = verify(verifier, image, "a");
      int requests = registry.requests().size();
      registry.close();
      rekor.close();

      assertThat(verifier.verify(image, new ContainerId("a"))).isCompletedWithValue(before);
      assertThat(verify(verifier, image, "b"))
          .hasSameSizeAs(before)
          .allSatisfy(selector -> assertThat(selector).doesNotStartWith("a:"));
      assertThat(registry.requests()).hasSize(requests);
    }
  }

  @Test
  void aRegistryThatIsAwayIsNamedWithinTheLimit() throws Exception {
    FakeRegistry registry = FakeRegistry.start();
    String image = name(registry, SignedCases.named("good"));
    registry.close();
    SigstoreConfig config = Configs.files(folder).timeout(Duration.ofSeconds(5)).build();
    try (ImageVerifier verifier = Sigstore.verifier(config)) {
      assertUnavailable(verifier, image, "registry \"" + registry.address() + "\": GET http://");
    }
  }

  @Test
  void aLogThatIsAwayIsNamed() throws Exception {
    try (FakeRegistry registry = FakeRegistry.start()) {
      registry.copy(storage, "cases/no-bundle");
      try (ImageVerifier verifier = Sigstore.verifier(Configs.files(folder).build())) {
        assertUnavailable(
            verifier,
            name(registry, SignedCases.named("no-bundle")),
            "fetch: the transparency log cannot be asked: POST http://127.0.0.1:1/");
      }
    }
  }

  @Test
  void aPrefetchedImageIsVerifiedBeforeItIsAskedFor() throws Exception {
    try (FakeRegistry registry = FakeRegistry.start();
        ImageVerifier verifier = Sigstore.verifier(Configs.files(folder).build())) {
      registry.copy(storage, "cases/good");
      String image = name(registry, SignedCases.named("good"));

      verifier.expect(image);

      List<String> selectors = verify(verifier, image, "c");
      int requests = registry.requests().size();
      assertThat(selectors).contains("image-signature:verified");
      assertThat(verify(verifier, image, "c")).isEqualTo(selectors);
      assertThat(registry.requests()).hasSize(requests);
    }
  }

  @Test
  void skippedImagesNeedNoRegistry() throws Exception {
    Case image = SignedCases.named("unsigned");
    for (String skipped :
        new String[] {image.digest(), "127.0.0.1:9/cases/unsigned@" + image.digest()}) {
      Configs configs = Configs.files(folder).skipped(skipped);
      try (ImageVerifier first =
              Sigstore.verifier(configs.generation(Generation.SPIRE_1_9).build());
          ImageVerifier second =
              Sigstore.verifier(configs.generation(Generation.SPIRE_1_11).build())) {
        String name = "127.0.0.1:9/cases/unsigned@" + image.digest();
        assertThat(verify(first, name, "c")).containsExactly("sigstore-validation:passed");
        assertThat(verify(second, name, "c")).isEmpty();
        assertThat(verify(first, "docker-pullable://" + name, "c"))
            .containsExactly("sigstore-validation:passed");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void anImageKnownByTagAloneIsRefused(Generation generation) {
    SigstoreConfig config =
        Configs.files(folder).generation(generation).skipped("sha256:" + "ab".repeat(32)).build();
    try (ImageVerifier verifier = Sigstore.verifier(config)) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> verify(verifier, "registry.example.com/app:v1", "c"))
          .havingCause()
          .isInstanceOf(ImageVerificationException.class)
          .withMessageContaining("image \"registry.example.com/app:v1\" is not named by digest");
    }
  }

  private static void assertUnavailable(ImageVerifier verifier, String image, String message) {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> verify(verifier, image, "c"))
        .havingCause()
        .isInstanceOf(ImageVerificationException.class)
        .withMessageContaining(message)
        .satisfies(
            e -> assertThat(((ImageVerificationException) e).kind()).isEqualTo(Kind.UNAVAILABLE));
  }

  private static List<String> verify(ImageVerifier verifier, String image, String container)
      throws Exception {
    return verifier.verify(image, new ContainerId(container)).get(30, TimeUnit.SECONDS);
  }

  private static String name(FakeRegistry registry, Case image) {
    return "%s/cases/%s@%s".formatted(registry.address(), image.name(), image.digest());
  }
}
