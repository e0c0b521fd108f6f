package dev.attestor.kubernetes.namespaces;

import dev.attestor.core.error.ApiServerException;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.spi.NamespaceLabels;
import dev.attestor.kubernetes.ApiAccessException;
import dev.attestor.kubernetes.ApiConnection;
import dev.attestor.kubernetes.ApiServer;
import dev.attestor.threads.DaemonThreads;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import okhttp3.Response;

/**
 * Reads the labels of namespaces from the API server, at most once every few seconds per namespace.
 * Labels are at most 5 s old; if no such labels are available, the call fails.
 */
public final class ApiServerNamespaces implements NamespaceLabels {

  /** The maximum age of an answer. */
  static final Duration MAX_AGE = Duration.ofSeconds(5);

  private static final int THREADS = 4;

  private final ApiServer server;
  private final ExecutorService readers;
  private final LabelCache cache;

  private ApiServerNamespaces(ApiServer server) {
    this.server = server;
    this.readers = readers();
    this.cache = new LabelCache(this::readLater, MAX_AGE, System::nanoTime);
  }

  /**
   * Prepares access to the API server, without a request yet.
   *
   * @param kubeconfig the kubeconfig; if empty, the service account of this pod is used
   * @param environment the variables of this process
   * @throws ApiServerException if the kubeconfig or the service account files are missing or
   *     invalid
   */
  public static ApiServerNamespaces open(
      Optional<Path> kubeconfig, Map<String, String> environment) {
    ApiServer server = new ApiServer(kubeconfig, environment, Clock.systemUTC());
    ApiConnection unused = connect(server);
    return new ApiServerNamespaces(server);
  }

  @Override
  public CompletableFuture<Map<String, String>> of(String namespace) {
    return cache.get(namespace);
  }

  private CompletableFuture<Map<String, String>> readLater(String namespace) {
    try {
      return CompletableFuture.supplyAsync(() -> read(namespace), readers);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new ApiServerException(true, "the attestor is being closed", e));
    }
  }

  private Map<String, String> read(String namespace) {
    ApiConnection connection = connect(server);
    NamespaceFailures failures = new NamespaceFailures(namespace, connection.server());
    boolean answered = false;
    try (Response response = ask(connection.client(), namespace)) {
      answered = true;
      String body = response.body().string();
      if (response.code() != 200) {
        if (response.code() == 401) {
          server.refuse(connection);
        }
        throw failures.status(response.code(), body);
      }
      return withinBudget(namespace, NamespaceBody.labels(body));
    } catch (IOException e) {
      server.refuse(connection);
      throw failures.io(e, answered);
    }
  }

  private static Map<String, String> withinBudget(String namespace, Map<String, String> labels) {
    if (LabelBudget.bytes(labels) > LabelBudget.MAX_NAMESPACE) {
      throw new RefusedException(
          "namespace \"%s\" is refused: its labels take more memory than the %s KiB that they may; it needs fewer or shorter ones"
              .formatted(namespace, LabelBudget.MAX_NAMESPACE >> 10));
    }
    return labels;
  }

  private static ApiConnection connect(ApiServer server) {
    try {
      return server.connect();
    } catch (ApiAccessException e) {
      throw new ApiServerException(false, "namespace labels cannot be read: " + e.getMessage(), e);
    }
  }

  private static Response ask(ApiClient client, String namespace) throws IOException {
    try {
      return new CoreV1Api(client).readNamespace(namespace).buildCall(null).execute();
    } catch (ApiException | RuntimeException e) {
      // The client throws this if the token file is missing; its message does not help.
      throw new IOException(
          "our token file, or another required file, is missing or unreadable", e);
    }
  }

  private static ExecutorService readers() {
    return DaemonThreads.pool(
        DaemonThreads.numbered("attestor-namespaces"), THREADS, Integer.MAX_VALUE);
  }

  @Override
  public void close() {
    readers.shutdownNow();
    server.close();
  }
}
