package dev.attestor.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An API server. The client is created at first use, and created again if the kubeconfig changes,
 * the credentials expire, or the server rejects them. Thread-safe.
 */
public final class ApiServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

  private final Optional<Path> kubeconfig;
  private final Map<String, String> environment;
  private final Clock clock;
  private final boolean buffered;
  private @Nullable ApiConnection made;
  private @Nullable FileTime version;

  /**
   * Reads and connects to nothing before the first use.
   *
   * @param kubeconfig the kubeconfig; if empty, the service account of this pod is used
   * @param environment the variables that contain the address of the API server in a pod
   */
  public ApiServer(Optional<Path> kubeconfig, Map<String, String> environment, Clock clock) {
    this(kubeconfig, environment, clock, true);
  }

  private ApiServer(
      Optional<Path> kubeconfig, Map<String, String> environment, Clock clock, boolean buffered) {
    this.kubeconfig = kubeconfig;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
    this.buffered = buffered;
  }

  /**
   * An API server whose answers are read while they arrive, by {@link ApiCalls}, which limits their
   * size. Other clients limit it to what they hold in memory.
   */
  static ApiServer streaming(Optional<Path> kubeconfig, Map<String, String> environment) {
    return new ApiServer(kubeconfig, environment, Clock.systemUTC(), false);
  }

  /**
   * Returns a client with valid credentials.
   *
   * @throws ApiAccessException if the kubeconfig or the service account files are missing or
   *     invalid
   */
  public synchronized ApiConnection connect() throws ApiAccessException {
    FileTime now = version();
    ApiConnection current = made;
    if (current == null || isOver(current) || (now != null && !now.equals(version))) {
      drop();
      ApiAccess access =
          kubeconfig.isPresent()
              ? Kubeconfig.read(kubeconfig.get()).access()
              : InCluster.access(environment);
      if (!access.verified()) {
        LOG.atWarn()
            .addKeyValue("server", access.server())
            .log(
                "The certificate of the API server is not verified: insecure-skip-tls-verify is set");
      }
      current = ApiClients.make(access, buffered);
      made = current;
      version = now;
    }
    return current;
  }

  /**
   * Discards this client after the server has rejected its credentials; the next caller gets a new
   * one.
   */
  public synchronized void refuse(ApiConnection refused) {
    if (refused.equals(made)) {
      drop();
    }
  }

  private boolean isOver(ApiConnection current) {
    return current.expiry().isPresent() && !clock.instant().isBefore(current.expiry().get());
  }

  private @Nullable FileTime version() {
    try {
      return kubeconfig.isPresent() ? Files.getLastModifiedTime(kubeconfig.get()) : null;
    } catch (IOException e) {
      // Keep the earlier client; creating a new one reports the problem.
      return null;
    }
  }

  @Override
  public synchronized void close() {
    drop();
  }

  private void drop() {
    ApiConnection current = made;
    if (current != null) {
      current.client().getHttpClient().connectionPool().evictAll();
      made = null;
    }
  }
}
