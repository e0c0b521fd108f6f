package dev.attestor.runtime;

import dev.attestor.core.error.Causes;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.spi.RuntimeAnswer;
import dev.attestor.runtime.proto.Container;
import dev.attestor.runtime.proto.ContainerState;
import dev.attestor.runtime.proto.ContainerStatus;
import dev.attestor.runtime.proto.PodSandbox;
import io.grpc.Status;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A query for one container, repeated until the runtime answers or nobody waits any more. All who
 * ask about the container at the same time share it. Reads the same fields as the kubelet, so that
 * the kubelet reports the same later.
 *
 * <p>A container that is created counts like one that runs: runtimes call it running only some
 * milliseconds after its first instruction, when they have written that to a disk.
 */
final class Question {

  /**
   * The kubelet sets this label on every container that it creates, and reports the container under
   * this name.
   */
  private static final String NAME_LABEL = "io.kubernetes.container.name";

  private static final String POD_UID_LABEL = "io.kubernetes.pod.uid";

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private final String id;
  private final CriCalls calls;
  private final CriConnection connection;
  private final Availability availability;
  private final CompletableFuture<RuntimeAnswer> answer = new CompletableFuture<>();

  // Guarded by this.
  private final Set<CompletableFuture<RuntimeAnswer>> waiting =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean started;

  // Used by the connection's thread.
  private Duration pause = SHORTEST_PAUSE;

  Question(ContainerId id, CriCalls calls, CriConnection connection, Availability availability) {
    this.id = id.value();
    this.calls = calls;
    this.connection = connection;
    this.availability = availability;
  }

  /**
   * Adds a caller. The first one starts the query.
   *
   * @return the caller's own answer, which it may cancel; empty if the query has ended because
   *     nobody waited any more
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback's result is not needed.
  Optional<CompletableFuture<RuntimeAnswer>> join() {
    CompletableFuture<RuntimeAnswer> own = new CompletableFuture<>();
    boolean first;
    synchronized (this) {
      if (answer.isCancelled()) {
        return Optional.empty();
      }
      first = !started;
      started = true;
      waiting.add(own);
    }
    own.whenComplete((given, failure) -> leave(own));
    if (first) {
      answer.whenComplete((given, failure) -> tell());
    }
    if (answer.isDone()) {
      tell();
    } else if (first && !connection.later(Duration.ZERO, this::ask)) {
      end();
    }
    return Optional.of(own);
  }

  /** Passes the answer on. */
  private void tell() {
    List<CompletableFuture<RuntimeAnswer>> all;
    synchronized (this) {
      all = List.copyOf(waiting);
    }
    RuntimeAnswer given = answer.isCancelled() ? new RuntimeAnswer.Nothing() : answer.join();
    all.forEach(each -> each.complete(given));
  }

  /** The query stops once nobody waits. */
  @SuppressWarnings("UndefinedEquals") // By identity, on purpose.
  private synchronized void leave(CompletableFuture<RuntimeAnswer> own) {
    waiting.remove(own);
    if (waiting.isEmpty()) {
      answer.cancel(false);
    }
  }

  /** Ends the query without an answer. */
  void end() {
    answer.complete(new RuntimeAnswer.Nothing());
  }

  /** Calls back once the query has ended. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback reports its own result.
  void whenEnded(Runnable task) {
    answer.whenComplete((given, failure) -> task.run());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The returned future reports the result.
  private void ask() {
    if (answer.isDone()) {
      return;
    }
    once()
        .whenComplete(
            (given, failure) -> {
              if (failure == null) {
                availability.answered();
                answer.complete(given);
              } else {
                fail(status(failure));
              }
            });
  }

  static Status status(Throwable failure) {
    return Status.fromThrowable(Causes.unwrap(failure));
  }

  private void fail(Status status) {
    if (status.getCode() == Status.Code.NOT_FOUND) {
      // The container was removed between the two calls.
      answer.complete(new RuntimeAnswer.Nothing());
      return;
    }
    availability.failed(status);
    if (status.getCode() == Status.Code.UNIMPLEMENTED) {
      answer.complete(new RuntimeAnswer.Nothing());
      return;
    }
    connection.forgetFailures();
    if (!connection.later(pause, this::ask)) {
      end();
    }
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  /** Asks a single time. */
  CompletableFuture<RuntimeAnswer> once() {
    return calls
        .container(id)
        .thenCompose(found -> found.map(this::of).orElseGet(this::noContainer));
  }

  private CompletableFuture<RuntimeAnswer> noContainer() {
    return calls
        .sandbox(id)
        .thenApply(
            found ->
                found.filter(sandbox -> sandbox.getId().equals(id)).isPresent()
                    ? new RuntimeAnswer.Sandbox()
                    : new RuntimeAnswer.Nothing());
  }

  private CompletableFuture<RuntimeAnswer> of(Container container) {
    if (hasEnded(container.getState())) {
      return CompletableFuture.completedFuture(new RuntimeAnswer.Nothing());
    }
    return calls
        .status(container.getId())
        .thenCombine(sandbox(container.getPodSandboxId()), Question::answer);
  }

  /** The sandbox of that ID, unless the runtime names another one. */
  private CompletableFuture<Optional<PodSandbox>> sandbox(String wanted) {
    return calls
        .sandbox(wanted)
        .thenApply(found -> found.filter(sandbox -> sandbox.getId().equals(wanted)));
  }

  private static boolean hasEnded(ContainerState state) {
    return switch (state) {
      case CONTAINER_CREATED, CONTAINER_RUNNING -> false;
      case CONTAINER_EXITED, CONTAINER_UNKNOWN, UNRECOGNIZED -> true;
    };
  }

  private static RuntimeAnswer answer(ContainerStatus status, Optional<PodSandbox> sandbox) {
    if (hasEnded(status.getState()) || status.getId().isEmpty()) {
      return new RuntimeAnswer.Nothing();
    }
    return new RuntimeAnswer.Found(
        new ContainerId(status.getId()),
        status.getLabelsOrDefault(POD_UID_LABEL, ""),
        sandbox.map(each -> each.getMetadata().getUid()).orElse(""),
        status.getLabelsOrDefault(NAME_LABEL, ""),
        status.getImage().getImage(),
        status.getImageRef());
  }
}
