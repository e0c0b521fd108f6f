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
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The runtime of a node with many pods. Each has a container, {@code web}, and a sandbox. */
final class NodeCri extends RuntimeServiceGrpc.RuntimeServiceImplBase implements AutoCloseable {

  private static final String SANDBOX = "sandbox-of-";

  private final Map<String, NodePod> pods = new ConcurrentHashMap<>();
  private final LocalTransport transport;
  private final Server server;

  NodeCri(CriPlace place) throws IOException {
    transport = place.transport();
    server = place.server(transport).directExecutor().addService(this).build().start();
  }

  void add(NodePod pod) {
    pods.put(pod.container(), pod);
  }

  @Override
  public void listContainers(
      ListContainersRequest request, StreamObserver<ListContainersResponse> response) {
    ListContainersResponse.Builder list = ListContainersResponse.newBuilder();
    String id = request.getFilter().getId();
    if (pods.containsKey(id)) {
      list.addContainers(
          Container.newBuilder()
              .setId(id)
              .setPodSandboxId(SANDBOX + id)
              .setState(ContainerState.CONTAINER_RUNNING));
    }
    answer(response, list.build());
  }

  @Override
  public void listPodSandbox(
      ListPodSandboxRequest request, StreamObserver<ListPodSandboxResponse> response) {
    ListPodSandboxResponse.Builder list = ListPodSandboxResponse.newBuilder();
    String id = request.getFilter().getId();
    Optional.ofNullable(pods.get(id.replace(SANDBOX, "")))
        .map(pod -> PodSandboxMetadata.newBuilder().setUid(pod.uid()))
        .ifPresent(data -> list.addItems(PodSandbox.newBuilder().setId(id).setMetadata(data)));
    answer(response, list.build());
  }

  @Override
  public void containerStatus(
      ContainerStatusRequest request, StreamObserver<ContainerStatusResponse> response) {
    NodePod pod = Objects.requireNonNull(pods.get(request.getContainerId()));
    answer(
        response,
        ContainerStatusResponse.newBuilder()
            .setStatus(
                ContainerStatus.newBuilder()
                    .setId(pod.container())
                    .setState(ContainerState.CONTAINER_RUNNING)
                    .setImage(ImageSpec.newBuilder().setImage(NodePod.IMAGE))
                    .setImageRef(NodePod.IMAGE_ID)
                    .putLabels("io.kubernetes.pod.uid", pod.uid())
                    .putLabels("io.kubernetes.container.name", "web"))
            .build());
  }

  private static <T> void answer(StreamObserver<T> response, T message) {
    response.onNext(message);
    response.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
    transport.close();
  }
}
