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
 * One API server: a client made at first use, and anew when its kubeconfig changes, when its
 * credentials expire, or when it was refused. Safe for concurrent use.
 */
public final class ApiServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

  private final Optional<Path> kubeconfig;
  private final Map<String, String> environment;
  private final Clock clock;
  private @Nullable ApiConnection made;
  private @Nullable FileTime version;

  /**
   * Takes the way to it; nothing is read or dialled before its first use.
   *
   * @param kubeconfig the way to it; empty: that of a pod
   * @param environment where a pod's way is found
   */
  public ApiServer(Optional<Path> kubeconfig, Map<String, String> environment, Clock clock) {
    this.kubeconfig = kubeconfig;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  /**
   * A client that is good now.
   *
   * @throws ApiAccessException if the files that say how are missing or of no use
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
                "The API server does not have to prove who it is: insecure-skip-tls-verify is set");
      }
      current = ApiClients.make(access);
      made = current;
      version = now;
    }
    return current;
  }

  /** Has the next caller get a new client in place of this one. */
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
      // A client that was made before goes on; a new one says what is amiss.
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
