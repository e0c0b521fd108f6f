package dev.attestor.runtime;

import dev.attestor.local.LocalTransport;
import dev.attestor.runtime.proto.Container;
import dev.attestor.runtime.proto.ContainerState;
import dev.attestor.runtime.proto.ContainerStatus;
import dev.attestor.runtime.proto.ContainerStatusRequest;
import dev.attestor.runtime.proto.ContainerStatusResponse;
import dev.attestor.runtime.proto.ImageSpec;
import dev.attestor.runtime.proto.ListContainersRequest;
import dev.attestor.runtime.proto.ListContainersResponse;
import dev.attestor.runtime.proto.ListPodSandboxRequest;
import dev.attestor.runtime.proto.ListPodSandboxResponse;
import dev.attestor.runtime.proto.PodSandbox;
import dev.attestor.runtime.proto.PodSandboxMetadata;
import dev.attestor.runtime.proto.RuntimeServiceGrpc;
import dev.attestor.runtime.proto.VersionRequest;
import dev.attestor.runtime.proto.VersionResponse;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A runtime. It has one container and one sandbox; a test chooses its answers. */
final class FakeCri extends RuntimeServiceGrpc.RuntimeServiceImplBase implements AutoCloseable {

  private final AtomicInteger listings = new AtomicInteger();
  private final AtomicInteger statuses = new AtomicInteger();
  private final List<Runnable> held = new ArrayList<>();
  private boolean holding;
  private @Nullable LocalTransport transport;
  private @Nullable Server server;

  volatile Optional<Container> listed = Optional.empty();
  volatile Optional<ContainerStatus> status = Optional.empty();
  volatile Optional<PodSandbox> sandbox = Optional.empty();
  volatile boolean hanging;

  /** A running container in a sandbox, both of one pod. */
  FakeCri running(String id, String podUid, String name) {
    Map<String, String> labels =
        Map.of("io.kubernetes.pod.uid", podUid, "io.kubernetes.container.name", name);
    listed = Optional.of(container(id, "sandbox", ContainerState.CONTAINER_RUNNING));
    status =
        Optional.of(
            ContainerStatus.newBuilder()
                .setId(id)
                .setState(ContainerState.CONTAINER_RUNNING)
                .setImage(ImageSpec.newBuilder().setImage("w:1"))
                .setImageRef("w@1")
                .putAllLabels(labels)
                .build());
    return sandbox("sandbox", podUid);
  }

  /** The same before it is started. */
  FakeCri created(String id, String podUid, String name) {
    running(id, podUid, name);
    listed = Optional.of(container(id, "sandbox", ContainerState.CONTAINER_CREATED));
    status =
        status.map(each -> each.toBuilder().setState(ContainerState.CONTAINER_CREATED).build());
    return this;
  }

  FakeCri sandbox(String id, String podUid) {
    sandbox =
        Optional.of(
            PodSandbox.newBuilder()
                .setId(id)
                .setMetadata(PodSandboxMetadata.newBuilder().setUid(podUid))
                .build());
    return this;
  }

  static Container container(String id, String sandboxId, ContainerState state) {
    return Container.newBuilder().setId(id).setPodSandboxId(sandboxId).setState(state).build();
  }

  FakeCri serve(CriPlace place) throws IOException {
    return serve(place, this);
  }

  /** Serves another service at the place. */
  FakeCri serve(CriPlace place, BindableService service) throws IOException {
    LocalTransport opened = place.transport();
    transport = opened;
    server = place.server(opened).directExecutor().addService(service).build().start();
    return this;
  }

  /** How often containers were listed. */
  int listings() {
    return listings.get();
  }

  /** How often a container's status was requested. */
  int statuses() {
    return statuses.get();
  }

  @Override
  public void version(VersionRequest request, StreamObserver<VersionResponse> response) {
    answer(response, VersionResponse.newBuilder().setRuntimeName("fake").build());
  }

  @Override
  public void listContainers(
      ListContainersRequest request, StreamObserver<ListContainersResponse> response) {
    listings.incrementAndGet();
    ListContainersResponse.Builder list = ListContainersResponse.newBuilder();
    listed.ifPresent(list::addContainers);
    answer(response, list.build());
  }

  @Override
  public void listPodSandbox(
      ListPodSandboxRequest request, StreamObserver<ListPodSandboxResponse> response) {
    ListPodSandboxResponse.Builder list = ListPodSandboxResponse.newBuilder();
    sandbox.ifPresent(list::addItems);
    answer(response, list.build());
  }

  @Override
  public void containerStatus(
      ContainerStatusRequest request, StreamObserver<ContainerStatusResponse> response) {
    statuses.incrementAndGet();
    if (status.isEmpty()) {
      response.onError(Status.NOT_FOUND.withDescription("no such container").asException());
      return;
    }
    answer(response, ContainerStatusResponse.newBuilder().setStatus(status.get()).build());
  }

  private <T> void answer(StreamObserver<T> response, T message) {
    if (hanging) {
      return;
    }
    Runnable answer =
        () -> {
          response.onNext(message);
          response.onCompleted();
        };
    synchronized (held) {
      if (holding) {
        held.add(answer);
        return;
      }
    }
    answer.run();
  }

  /** Keeps all answers back. */
  void hold() {
    synchronized (held) {
      holding = true;
    }
  }

  /** Gives the answers that were kept back. */
  void release() {
    synchronized (held) {
      holding = false;
      held.forEach(Runnable::run);
      held.clear();
    }
  }

  @Override
  public void close() {
    Server running = server;
    if (running != null) {
      running.shutdownNow();
    }
    LocalTransport opened = transport;
    if (opened != null) {
      opened.close();
    }
  }
}
