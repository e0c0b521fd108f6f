package dev.attestor.namespaces;

import dev.attestor.error.ApiServerException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The way to one API server: a client that is made anew once it was refused. */
final class ApiServer implements AutoCloseable {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 1 << 20;

  private final Optional<Path> kubeconfig;
  private @Nullable ApiClient made; // Guarded by this.

  /** Takes a kubeconfig; without one a pod's own way is taken. */
  ApiServer(Optional<Path> kubeconfig) {
    this.kubeconfig = kubeconfig;
  }

  /**
   * A client with time limits, and a limit for what is answered.
   *
   * @throws ApiServerException if the files that say how are missing or of no use
   */
  synchronized ApiClient client() {
    ApiClient client = made;
    if (client == null) {
      client = limited(make());
      made = client;
    }
    return client;
  }

  /** Has the next caller get a new client in place of this one, from the files as they are then. */
  synchronized void refuse(ApiClient refused) {
    if (refused.equals(made)) {
      drop();
    }
  }

  private ApiClient make() {
    try {
      if (kubeconfig.isEmpty()) {
        return ClientBuilder.cluster().build();
      }
      try (Reader text = Files.newBufferedReader(kubeconfig.get())) {
        KubeConfig config = KubeConfig.loadKubeConfig(text);
        config.setFile(kubeconfig.get().toFile());
        return ClientBuilder.kubeconfig(config).build();
      }
    } catch (IOException | RuntimeException e) {
      // The library's own words could quote what is secret in the file.
      throw new ApiServerException(
          false,
          kubeconfig
              .map("the kubeconfig \"%s\" is missing or of no use"::formatted)
              .orElse(
                  "namespace labels are read as a pod reads them, but this is no pod with a"
                      + " service account; kube_config_file would name another way"),
          e);
    }
  }

  private static ApiClient limited(ApiClient client) {
    return client.setHttpClient(
        client
            .getHttpClient()
            .newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .readTimeout(CALL_LIMIT)
            .writeTimeout(CALL_LIMIT)
            .callTimeout(CALL_LIMIT)
            .followRedirects(false)
            .addInterceptor(ApiServer::bounded)
            .build());
  }

  private static Response bounded(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    if (response.body().source().request(MAX_BYTES + 1L)) {
      response.close();
      throw new IOException("its answer is larger than %s bytes".formatted(MAX_BYTES));
    }
    return response;
  }

  @Override
  public synchronized void close() {
    drop();
  }

  private synchronized void drop() {
    ApiClient client = made;
    if (client != null) {
      client.getHttpClient().connectionPool().evictAll();
      client.getHttpClient().dispatcher().executorService().shutdown();
      made = null;
    }
  }
}
