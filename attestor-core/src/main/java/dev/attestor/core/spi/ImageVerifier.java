package dev.attestor.core.spi;

import dev.attestor.core.locate.ContainerId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Tells whether an image was signed by somebody who is allowed to. Safe for use by many threads;
 * never blocks its callers.
 */
public interface ImageVerifier extends AutoCloseable {

  /**
   * Verifies the image of a container.
   *
   * @param imageId as the kubelet reports it
   * @return the selectors that a good signature adds; done already where the answer is known. An
   *     {@link dev.attestor.core.error.ImageVerificationException} fails it where there is none.
   *     Cancelling it is allowed and disturbs nobody else.
   */
  CompletableFuture<List<String>> verify(String imageId, ContainerId container);

  /** Says that an image will be asked about, so that the answer may be known by then. */
  void expect(String imageId);

  /** Ends all verifications with an error. */
  @Override
  void close();
}
