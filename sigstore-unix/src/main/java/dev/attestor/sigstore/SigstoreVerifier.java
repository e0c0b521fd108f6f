package dev.attestor.sigstore;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.error.Causes;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.spi.ImageVerifier;
import dev.attestor.input.text.ForeignText;
import dev.attestor.sigstore.registry.ImageReference;
import dev.attestor.threads.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Verifies images by their sigstore signatures. Caches the results, so an attestation needs the
 * network only for new images.
 */
public final class SigstoreVerifier implements ImageVerifier {

  private static final int MAX_IMAGES = 1000;
  private static final int SOON = 8;
  private static final int WHEN_IDLE = 2;

  private final SignatureSelectors selectors;
  private final SkippedImages skipped;
  private final Duration timeout;
  private final ExecutorService soon = threads("attestor-sigstore", SOON);
  private final ExecutorService whenIdle = threads("attestor-sigstore-ahead", WHEN_IDLE);
  private final Verdicts verdicts;
  private final ImageInspector inspector;

  /** Verifies with the given inspector, which is closed with this. */
  public SigstoreVerifier(SigstoreConfig config, ImageInspector inspector) {
    this.inspector = inspector;
    this.selectors = new SignatureSelectors(config);
    this.skipped = new SkippedImages(config.skipped());
    this.timeout = config.verifyTimeout();
    this.verdicts =
        new Verdicts(
            MAX_IMAGES,
            config.cacheTtl(),
            System::nanoTime,
            image -> new Verification(() -> verified(image), soon, whenIdle));
  }

  private ImageReport verified(String imageId) {
    ImageReference image = requireDigest(imageId);
    ImageReport report = inspector.inspect(image);
    inspector.require(image, report);
    return report;
  }

  /** Requires a digest: a tag may refer to another image a moment later. */
  static ImageReference requireDigest(String imageId) {
    return ImageReference.parse(imageId)
        .orElseThrow(
            () ->
                new ImageVerificationException(
                    Kind.REFUSED,
                    "image \"%s\" %s"
                        .formatted(ForeignText.quoted(imageId), ImageReference.problem(imageId))));
  }

  @Override
  public CompletableFuture<List<String>> verify(String imageId, ContainerId container) {
    if (skipped.contains(imageId)) {
      return CompletableFuture.completedFuture(selectors.ofSkipped());
    }
    CompletableFuture<ImageReport> report = verdicts.get(imageId);
    if (report.isDone() && !report.isCompletedExceptionally()) {
      return CompletableFuture.completedFuture(selectors.of(report.join(), container));
    }
    return report
        .copy()
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .handle(
            (known, failure) -> {
              if (failure != null) {
                throw explained(imageId, failure);
              }
              return selectors.of(known, container);
            });
  }

  private RuntimeException explained(String imageId, Throwable failure) {
    Throwable cause = Causes.unwrap(failure);
    if (cause instanceof TimeoutException) {
      return new ImageVerificationException(
          Kind.UNAVAILABLE,
          "image \"%s\" was not verified within %s ms"
              .formatted(ForeignText.quoted(imageId), timeout.toMillis()),
          cause);
    }
    return cause instanceof RuntimeException known ? known : new CompletionException(cause);
  }

  @Override
  public void expect(String imageId) {
    if (!skipped.contains(imageId) && ImageReference.parse(imageId).isPresent()) {
      verdicts.expect(imageId);
    }
  }

  @Override
  public void close() {
    verdicts.close();
    soon.shutdownNow();
    whenIdle.shutdownNow();
    inspector.close();
  }

  private static ExecutorService threads(String name, int count) {
    return DaemonThreads.pool(DaemonThreads.named(name), count, Integer.MAX_VALUE);
  }
}
