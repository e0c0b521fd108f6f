package dev.attestor.core.kubelet;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.PodsApiSocket;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.pod.PodList;
import dev.attestor.core.spi.LocalPods;
import java.nio.file.Files;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the kubelet on its socket, and on its port if it does not answer there. A request fails only
 * if both fail. While the socket fails and the port answers, the socket is tried again after pauses
 * of one to thirty seconds, so that callers do not wait for it each time. While neither answers,
 * every request tries both. The log has one line for each change between the two.
 *
 * <p>Used by one thread, except for {@link #close}.
 */
final class LocalFirst implements PodFetcher {

  static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** The time for a list if a socket that hangs would delay callers again and again. */
  static final Duration SHORT_LIMIT = Duration.ofMillis(500);

  private static final Logger LOG = LoggerFactory.getLogger(LocalFirst.class);

  private enum Way {
    NONE,
    SOCKET,
    PORT
  }

  private final PodsApiSocket socket;
  private final LocalPods.Opener opener;
  private final PodFetcher port;
  private final LongSupplier clock;

  private LocalPods.Listener listener = (pod, bytes) -> {};
  private Way last = Way.NONE;
  private Duration pause = Duration.ZERO;
  private long failedAt;
  private long goodSince;
  private long beganAt;
  private boolean portAnswers;
  private boolean wasThere;
  private @Nullable KubeletException failure;

  // Guarded by this.
  private @Nullable LocalPods local;
  private boolean closed;

  LocalFirst(PodsApiSocket socket, LocalPods.Opener opener, PodFetcher port, LongSupplier clock) {
    this.socket = socket;
    this.opener = opener;
    this.port = port;
    this.clock = clock;
    this.goodSince = clock.getAsLong();
    this.wasThere = Files.exists(socket.path());
  }

  /**
   * For the kubelet of a configuration. With a socket, the port's credentials may be missing.
   *
   * @throws KubeletException if they are, and there is no socket either
   */
  static LocalFirst of(K8sConfig config, PodsApiSocket socket, LocalPods.Opener opener) {
    Port port = new Port(config);
    try {
      port.open();
    } catch (KubeletException e) {
      if (!socket.isRequired() && !Files.exists(socket.path())) {
        throw e;
      }
      LOG.atInfo()
          .addKeyValue("socket", socket.path())
          .addKeyValue("reason", e.getMessage())
          .log("only the kubelet's Pods API is asked; its port cannot be");
    }
    return new LocalFirst(socket, opener, port, System::nanoTime);
  }

  /** The kubelet's port. Its credentials are looked for again until they are there. */
  private static final class Port implements PodFetcher {
    private final K8sConfig config;
    private @Nullable KubeletClient client;

    Port(K8sConfig config) {
      this.config = config;
    }

    KubeletClient open() {
      KubeletClient opened = client;
      if (opened == null) {
        opened = new KubeletClient(config.kubelet(), config.reloadInterval());
        client = opened;
      }
      return opened;
    }

    @Override
    public PodList fetch() {
      return open().listPods();
    }
  }

  /** Sets who is told of changes; called before the first request. */
  void tell(LocalPods.Listener changes) {
    listener = changes;
  }

  @Override
  public PodList fetch() {
    if (isDue()) {
      beganAt = clock.getAsLong();
      try {
        PodList list = local().list(isBrief() ? SHORT_LIMIT : LocalPods.LIMIT);
        answered();
        return list;
      } catch (RuntimeException | LinkageError e) {
        requireOpen();
        failed(e instanceof KubeletException known ? known : defect(socket, e));
      }
    }
    return fetchFromPort();
  }

  private static KubeletException defect(PodsApiSocket socket, Throwable cause) {
    return new KubeletException(
        KubeletException.Kind.UNREACHABLE,
        "the kubelet's socket \"%s\" cannot be asked: %s".formatted(socket.path(), cause),
        cause);
  }

  /** The start of the request that answered, even if another one failed before. */
  @Override
  public long beganAt(long asked) {
    return beganAt;
  }

  private boolean isDue() {
    boolean isThere = Files.exists(socket.path());
    wasThere |= isThere;
    if (!socket.isRequired() && !isThere) {
      if (wasThere && failure == null) {
        failed(
            new KubeletException(
                KubeletException.Kind.UNREACHABLE,
                "the kubelet's socket \"%s\" is gone".formatted(socket.path())));
      }
      return false;
    }
    return failure == null || !portAnswers || hasPaused(clock.getAsLong());
  }

  /** Whether the pause after the last failure was over at a time. */
  private boolean hasPaused(long at) {
    return at - failedAt >= pause.toNanos();
  }

  /** Callers do not wait long for a socket that hangs, neither beside the port nor again. */
  private boolean isBrief() {
    return portAnswers
        || (failure != null
            && failure.kind() == KubeletException.Kind.TIMEOUT
            && !hasPaused(beganAt));
  }

  private void answered() {
    if (failure != null) {
      goodSince = clock.getAsLong();
    }
    failure = null;
    portAnswers = false;
    if (last != Way.SOCKET) {
      LOG.atInfo()
          .addKeyValue("socket", socket.path())
          .log(
              last == Way.NONE
                  ? "the kubelet lists its pods over its Pods API"
                  : "the kubelet's Pods API answers again");
      last = Way.SOCKET;
    }
  }

  private void failed(KubeletException reason) {
    // Tries that begin within a pause, as they do while the port does not answer, leave it as it
    // is.
    if (failure == null || hasPaused(beganAt)) {
      pause = nextPause();
    }
    failedAt = clock.getAsLong();
    failure = reason;
    if (last != Way.PORT) {
      LOG.atWarn()
          .addKeyValue("socket", socket.path())
          .addKeyValue("reason", reason.getMessage())
          .log(
              "the kubelet's Pods API does not answer; until it does, the kubelet's port is asked");
      last = Way.PORT;
    }
  }

  private Duration nextPause() {
    // A socket that fails soon after it answered again gains nothing by that.
    if (failure == null && clock.getAsLong() - goodSince >= pause.toNanos()) {
      return SHORTEST_PAUSE;
    }
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private PodList fetchFromPort() {
    KubeletException first = failure;
    portAnswers = false;
    beganAt = clock.getAsLong();
    try {
      PodList list = port.fetch();
      portAnswers = true;
      return list;
    } catch (KubeletException e) {
      throw first == null
          ? e
          : new KubeletException(
              first.mayPass() ? first.kind() : e.kind(),
              "%s; and on its port: %s".formatted(first.getMessage(), e.getMessage()),
              e);
    }
  }

  /** Closing cuts a request that is under way, which says nothing of the kubelet. */
  private synchronized void requireOpen() {
    if (closed) {
      throw new KubeletException(KubeletException.Kind.CLOSED, "the attestor is being closed");
    }
  }

  private synchronized LocalPods local() {
    requireOpen();
    LocalPods opened = local;
    if (opened == null) {
      opened = opener.open(socket.path(), listener);
      local = opened;
    }
    return opened;
  }

  @Override
  public synchronized void close() {
    closed = true;
    LocalPods opened = local;
    if (opened != null) {
      opened.close();
    }
  }
}
