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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A query for one container, repeated until the runtime knows the container or the caller cancels.
 * Reads the same fields as the kubelet, so that the kubelet reports the same later.
 */
final class Question {

  /**
   * The kubelet sets this label on every container that it creates, and reports the container under
   * this name.
   */
  private static final String NAME_LABEL = "io.kubernetes.container.name";

  private static final String POD_UID_LABEL = "io.kubernetes.pod.uid";

  /**
   * A container starts in about ten milliseconds; growing pauses would notice its start too late.
   */
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);

  /** While the runtime does not answer. */
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  /** While the container has not started yet. */
  private static final Duration LONGEST_PAUSE_UNTIL_STARTED = Duration.ofMillis(50);

  private static final int SHORT_PAUSES = 20;

  private final String id;
  private final CriCalls calls;
  private final CriConnection connection;
  private final Availability availability;
  private final CompletableFuture<RuntimeAnswer> answer = new CompletableFuture<>();

  private Duration pause = SHORTEST_PAUSE;
  private int pauses;

  Question(ContainerId id, CriCalls calls, CriConnection connection, Availability availability) {
    this.id = id.value();
    this.calls = calls;
    this.connection = connection;
    this.availability = availability;
  }

  /** Starts the query. To stop it, cancel the returned future. */
  CompletableFuture<RuntimeAnswer> start() {
    ask();
    return answer;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The returned future reports the result.
  private void ask() {
    if (answer.isDone()) {
      return;
    }
    once()
        .whenComplete(
            (known, failure) -> {
              if (failure != null) {
                fail(status(failure));
              } else {
                availability.answered();
                known.ifPresentOrElse(
                    answer::complete, () -> askLater(LONGEST_PAUSE_UNTIL_STARTED));
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
    askLater(LONGEST_PAUSE);
  }

  private void askLater(Duration longest) {
    if (answer.isDone() || !connection.later(pause, this::ask)) {
      answer.complete(new RuntimeAnswer.Nothing());
    }
    if (++pauses > SHORT_PAUSES) {
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(longest) < 0 ? doubled : longest;
    }
  }

  /** Empty while the container is created but not started. */
  private CompletableFuture<Optional<RuntimeAnswer>> once() {
    return calls
        .container(id)
        .thenCompose(found -> found.map(this::of).orElseGet(this::noContainer));
  }

  private CompletableFuture<Optional<RuntimeAnswer>> noContainer() {
    return calls
        .sandbox(id)
        .thenApply(
            found ->
                Optional.of(
                    found.filter(sandbox -> sandbox.getId().equals(id)).isPresent()
                        ? new RuntimeAnswer.Sandbox()
                        : new RuntimeAnswer.Nothing()));
  }

  private CompletableFuture<Optional<RuntimeAnswer>> of(Container container) {
    return switch (container.getState()) {
      case CONTAINER_CREATED -> CompletableFuture.completedFuture(Optional.empty());
      case CONTAINER_RUNNING ->
          calls
              .status(container.getId())
              .thenCombine(
                  calls.sandbox(container.getPodSandboxId()),
                  (status, sandbox) -> Optional.of(running(container, status, sandbox)));
      case CONTAINER_EXITED, CONTAINER_UNKNOWN, UNRECOGNIZED ->
          CompletableFuture.completedFuture(Optional.of(new RuntimeAnswer.Nothing()));
    };
  }

  private static RuntimeAnswer running(
      Container container, ContainerStatus status, Optional<PodSandbox> sandbox) {
    if (status.getState() != ContainerState.CONTAINER_RUNNING || status.getId().isEmpty()) {
      return new RuntimeAnswer.Nothing();
    }
    return new RuntimeAnswer.Running(
        new ContainerId(status.getId()),
        status.getLabelsOrDefault(POD_UID_LABEL, ""),
        sandbox
            .filter(each -> each.getId().equals(container.getPodSandboxId()))
            .map(each -> each.getMetadata().getUid())
            .orElse(""),
        status.getLabelsOrDefault(NAME_LABEL, ""),
        status.getImage().getImage(),
        status.getImageRef());
  }
}
