package dev.attestor.core.spi;

import dev.attestor.core.locate.ContainerId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Verifies that an image is signed by an allowed identity. Thread-safe; never blocks its callers.
 */
public interface ImageVerifier extends AutoCloseable {

  /**
   * Verifies the image of a container.
   *
   * @param imageId as the kubelet reports it
   * @return the selectors of a valid signature; already complete if the answer is cached. Fails
   *     with an {@link dev.attestor.core.error.ImageVerificationException} if there is no valid
   *     signature. Cancelling it does not affect other callers.
   */
  CompletableFuture<List<String>> verify(String imageId, ContainerId container);

  /** Announces that an image will be verified soon, so that the answer may be ready in time. */
  void expect(String imageId);

  /** Fails all pending verifications. */
  @Override
  void close();
}
