package dev.attestor.core.spi;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The labels of namespaces, which no kubelet knows. Safe for use by many threads. */
public interface NamespaceLabels extends AutoCloseable {

  /**
   * The labels of one namespace, as the API server has them or had them a moment ago. An {@link
   * dev.attestor.core.error.ApiServerException} fails the future where there is no knowing.
   */
  CompletableFuture<Map<String, String>> of(String namespace);

  @Override
  void close();
}
