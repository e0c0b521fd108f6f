package dev.attestor.core.spi;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Reads the labels of namespaces, which the kubelet does not know. Thread-safe. */
public interface NamespaceLabels extends AutoCloseable {

  /**
   * Returns the current or very recent labels of a namespace. Fails with an {@link
   * dev.attestor.core.error.ApiServerException} if they are unavailable.
   */
  CompletableFuture<Map<String, String>> of(String namespace);

  @Override
  void close();
}
