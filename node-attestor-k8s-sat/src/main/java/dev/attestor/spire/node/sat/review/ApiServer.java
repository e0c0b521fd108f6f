package dev.attestor.spire.node.sat.review;

import dev.attestor.spire.node.sat.review.ApiClients.Made;
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
final class ApiServer {

  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

  private final Optional<Path> kubeconfig;
  private final Map<String, String> environment;
  private final Clock clock;
  private @Nullable Made made;
  private @Nullable FileTime version;

  /** Takes the way to it; without a kubeconfig that of a pod. */
  ApiServer(Optional<Path> kubeconfig, Map<String, String> environment, Clock clock) {
    this.kubeconfig = kubeconfig;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  /** A client that is good now. */
  synchronized Made client() throws ApiAccessException {
    FileTime now = version();
    Made current = made;
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
  synchronized void refuse(Made refused) {
    if (refused.equals(made)) {
      drop();
    }
  }

  private boolean isOver(Made current) {
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

  private synchronized void drop() {
    Made current = made;
    if (current != null) {
      current.client().getHttpClient().connectionPool().evictAll();
      made = null;
    }
  }
}
