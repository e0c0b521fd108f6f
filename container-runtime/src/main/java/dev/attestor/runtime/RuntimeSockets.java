package dev.attestor.runtime;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.spi.ContainerRuntime;
import dev.attestor.core.spi.RuntimeAnswer;
import dev.attestor.local.pipe.PipeAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All runtimes that have a socket at one of the usual places at the time of a query. Asks all of
 * them; the one that knows the container answers.
 */
public final class RuntimeSockets implements ContainerRuntime {

  private static final Logger LOG = LoggerFactory.getLogger(RuntimeSockets.class);

  /** containerd, CRI-O, the containerd of k3s, cri-dockerd. */
  private static final List<Path> USUAL =
      List.of(
          Path.of("/run/containerd/containerd.sock"),
          Path.of("/run/crio/crio.sock"),
          Path.of("/run/k3s/containerd/containerd.sock"),
          Path.of("/run/cri-dockerd.sock"));

  /** containerd's pipe on Windows. k3s and RKE2 use the same. */
  private static final PipeAddress USUAL_PIPE =
      PipeAddress.parse("npipe:////./pipe/containerd-containerd");

  private final List<Path> places;
  private final AtomicBoolean saidNone = new AtomicBoolean();

  // Guarded by this.
  private final Map<Path, CriRuntime> opened = new HashMap<>();
  private boolean closed;

  private RuntimeSockets(List<Path> places) {
    this.places = places;
  }

  /** The usual places of runtime sockets. */
  public static List<Path> usualPlaces() {
    return USUAL;
  }

  /** The usual pipe on Windows. */
  public static PipeAddress usualPipe() {
    return USUAL_PIPE;
  }

  /** The usual places on this system. Connects in the background to those that have a socket. */
  public static RuntimeSockets usual() {
    return of(USUAL);
  }

  static RuntimeSockets of(List<Path> places) {
    RuntimeSockets sockets = new RuntimeSockets(places);
    sockets.present();
    return sockets;
  }

  @Override
  public CompletableFuture<RuntimeAnswer> ask(ContainerId id) {
    List<CriRuntime> runtimes = present();
    return runtimes.size() == 1
        ? runtimes.get(0).ask(id)
        : firstToKnow(runtimes.stream().map(runtime -> runtime.ask(id)).toList());
  }

  private synchronized List<CriRuntime> present() {
    List<Path> found = closed ? List.of() : places.stream().filter(Files::exists).toList();
    if (found.isEmpty() && saidNone.compareAndSet(false, true)) {
      LOG.atWarn()
          .addKeyValue("looked_at", places)
          .log("no container runtime has a socket; young containers wait for the kubelet");
    }
    return found.stream().map(path -> opened.computeIfAbsent(path, CriRuntime::at)).toList();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The combined future reports the result.
  private static CompletableFuture<RuntimeAnswer> firstToKnow(
      List<CompletableFuture<RuntimeAnswer>> answers) {
    CompletableFuture<RuntimeAnswer> first = new CompletableFuture<>();
    if (answers.isEmpty()) {
      first.complete(new RuntimeAnswer.Nothing());
    }
    AtomicInteger left = new AtomicInteger(answers.size());
    for (CompletableFuture<RuntimeAnswer> each : answers) {
      each.thenAccept(
          answer -> {
            boolean last = left.decrementAndGet() == 0;
            if (last || !(answer instanceof RuntimeAnswer.Nothing)) {
              first.complete(answer);
            }
          });
    }
    first.whenComplete((answer, failure) -> answers.forEach(each -> each.cancel(false)));
    return first;
  }

  @Override
  public synchronized long failures() {
    return opened.values().stream().mapToLong(CriRuntime::failures).sum();
  }

  @Override
  public synchronized void close() {
    closed = true;
    opened.values().forEach(CriRuntime::close);
  }
}
