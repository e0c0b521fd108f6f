package dev.attestor.runtime;

import dev.attestor.runtime.proto.Container;
import dev.attestor.runtime.proto.ContainerFilter;
import dev.attestor.runtime.proto.ContainerStatus;
import dev.attestor.runtime.proto.ContainerStatusRequest;
import dev.attestor.runtime.proto.ContainerStatusResponse;
import dev.attestor.runtime.proto.ListContainersRequest;
import dev.attestor.runtime.proto.ListContainersResponse;
import dev.attestor.runtime.proto.ListPodSandboxRequest;
import dev.attestor.runtime.proto.ListPodSandboxResponse;
import dev.attestor.runtime.proto.PodSandbox;
import dev.attestor.runtime.proto.PodSandboxFilter;
import dev.attestor.runtime.proto.RuntimeServiceGrpc;
import dev.attestor.runtime.proto.VersionRequest;
import dev.attestor.runtime.proto.VersionResponse;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The calls of {@code runtime.v1.RuntimeService}, each with a time limit. */
final class CriCalls {

  private final RuntimeServiceGrpc.RuntimeServiceStub stub;
  private final Duration limit;

  CriCalls(Channel channel, Duration limit) {
    this.stub = RuntimeServiceGrpc.newStub(channel);
    this.limit = limit;
  }

  CompletableFuture<VersionResponse> version() {
    return call(observer -> limited().version(VersionRequest.getDefaultInstance(), observer));
  }

  /**
   * Returns the container with this ID. Callers must check the ID, because runtimes may interpret
   * the filter differently.
   */
  CompletableFuture<Optional<Container>> container(String id) {
    ListContainersRequest request =
        ListContainersRequest.newBuilder()
            .setFilter(ContainerFilter.newBuilder().setId(id))
            .build();
    CompletableFuture<ListContainersResponse> answer =
        call(observer -> limited().listContainers(request, observer));
    return answer.thenApply(list -> pick(list.getContainersList(), Container::getId, id));
  }

  /**
   * Returns the sandbox with this ID. Callers must check the ID, because runtimes may interpret the
   * filter differently.
   */
  CompletableFuture<Optional<PodSandbox>> sandbox(String id) {
    ListPodSandboxRequest request =
        ListPodSandboxRequest.newBuilder()
            .setFilter(PodSandboxFilter.newBuilder().setId(id))
            .build();
    CompletableFuture<ListPodSandboxResponse> answer =
        call(observer -> limited().listPodSandbox(request, observer));
    return answer.thenApply(list -> pick(list.getItemsList(), PodSandbox::getId, id));
  }

  CompletableFuture<ContainerStatus> status(String id) {
    ContainerStatusRequest request = ContainerStatusRequest.newBuilder().setContainerId(id).build();
    CompletableFuture<ContainerStatusResponse> answer =
        call(observer -> limited().containerStatus(request, observer));
    return answer.thenApply(ContainerStatusResponse::getStatus);
  }

  private RuntimeServiceGrpc.RuntimeServiceStub limited() {
    return stub.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static <T> Optional<T> pick(List<T> all, Function<T, String> id, String wanted) {
    return all.stream()
        .filter(each -> id.apply(each).equals(wanted))
        .findFirst()
        .or(() -> all.stream().findFirst());
  }

  private static <T> CompletableFuture<T> call(Consumer<StreamObserver<T>> start) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    start.accept(
        new StreamObserver<>() {
          private @Nullable T value;

          @Override
          public void onNext(T message) {
            value = message;
          }

          @Override
          public void onError(Throwable failure) {
            answer.completeExceptionally(failure);
          }

          @Override
          public void onCompleted() {
            answer.complete(Objects.requireNonNull(value));
          }
        });
    return answer;
  }
}
