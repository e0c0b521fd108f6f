package dev.attestor.podsapi;

import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.core.pod.PodList;
import dev.attestor.core.pod.PodListFormatException;
import dev.attestor.core.spi.LocalPods;
import dev.attestor.input.text.ForeignText;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A kubelet that lists its pods on a Unix socket. Only a server of root is asked, at a socket of
 * root's.
 *
 * <p>A watch is kept while lists are requested. The list is its beginning, if it is new; otherwise
 * {@code ListPods} has it, because changes of labels are not watched. {@code ListPods} has limits:
 * all its clients share 100 requests a second, and we accept messages of 8 MiB. Beyond them, a new
 * watch lists the pods one by one.
 */
public final class PodsApi implements LocalPods {

  private static final int ROOT = 0;
  private static final Duration WATCHED_WITHOUT_LISTS = Duration.ofMinutes(1);
  private static final int MAX_TOLD = 300;

  private final Path socket;
  private final Listener listener;
  private final SocketOwner owner;
  private final Duration limit;
  private final LongSupplier clock;
  private final PodsCalls calls;

  private volatile long listedAt;
  private volatile @Nullable PodWatch watch;

  private PodsApi(Path socket, Listener listener, int user, Duration limit, LongSupplier clock) {
    this.socket = socket;
    this.listener = listener;
    this.owner = new SocketOwner(user);
    this.limit = limit;
    this.clock = clock;
    this.calls = new PodsCalls(socket, user);
  }

  /** The kubelet at a socket. Connects with the first request. */
  public static PodsApi at(Path socket, Listener listener) {
    return of(socket, listener, ROOT, LocalPods.LIMIT, System::nanoTime);
  }

  static PodsApi of(Path socket, Listener listener, int user, Duration limit, LongSupplier clock) {
    return new PodsApi(socket, listener, user, limit, clock);
  }

  @Override
  public PodList list() {
    return list(limit);
  }

  @Override
  public PodList list(Duration within) {
    owner.require(socket);
    listedAt = clock.getAsLong();
    long end = System.nanoTime() + within.toNanos();
    try {
      PodWatch current = watch;
      return current != null && current.isOpen() ? listOrWatch(end) : listByWatch(end);
    } catch (StatusRuntimeException e) {
      throw failure(e.getStatus(), e);
    } catch (StatusException e) {
      throw failure(e.getStatus(), e);
    }
  }

  /** Both steps end at the same time. */
  private PodList listOrWatch(long end) throws StatusException {
    try {
      return calls.list(left(end));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED) {
        return listByWatch(end);
      }
      throw e;
    }
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /** The new watch replaces the old one once it has told all pods. */
  private PodList listByWatch(long end) throws StatusException {
    await(calls.forgetFailures(), end);
    CompletableFuture<PodList> synced = new CompletableFuture<>();
    PodWatch next = PodWatch.begin(calls.watch(), listener, this::isUsed, synced);
    try {
      PodList list = await(synced, end);
      PodWatch before = watch;
      watch = next;
      if (before != null) {
        before.end();
      }
      return list;
    } catch (StatusException e) {
      next.end();
      throw e;
    }
  }

  private static <T> T await(Future<T> answer, long end) throws StatusException {
    try {
      return answer.get(left(end).toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof StatusException status
          ? status
          : Status.INTERNAL.withCause(e.getCause()).asException();
    } catch (TimeoutException e) {
      throw Status.DEADLINE_EXCEEDED
          .withDescription("no list within the time for it")
          .asException();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").asException();
    }
  }

  private boolean isUsed() {
    return clock.getAsLong() - listedAt < WATCHED_WITHOUT_LISTS.toNanos();
  }

  private KubeletException failure(Status status, Exception cause) {
    Kind kind =
        switch (status.getCode()) {
          case UNAVAILABLE -> Kind.UNREACHABLE;
          case DEADLINE_EXCEEDED -> Kind.TIMEOUT;
          case PERMISSION_DENIED -> Kind.FORBIDDEN;
          case UNAUTHENTICATED -> Kind.UNAUTHENTICATED;
          default -> isMalformed(status) ? Kind.BAD_BODY : Kind.UNEXPECTED_STATUS;
        };
    StringBuilder text = new StringBuilder(status.getCode().name());
    if (status.getDescription() != null) {
      text.append(": ").append(status.getDescription());
    }
    Throwable deeper = status.getCause();
    if (deeper != null && deeper.getMessage() != null) {
      text.append(": ").append(deeper.getMessage());
    }
    return new KubeletException(
        kind,
        "the kubelet's Pods API at \"%s\" failed: %s"
            .formatted(socket, ForeignText.line(text.toString(), MAX_TOLD)),
        cause);
  }

  private static boolean isMalformed(Status status) {
    Throwable cause = status.getCause();
    return cause instanceof UncheckedIOException || cause instanceof PodListFormatException;
  }

  @Override
  public void close() {
    calls.close();
  }
}
