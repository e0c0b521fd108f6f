package dev.attestor.rehearsal;

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
import io.grpc.stub.StreamObserver;

/** A container runtime in which every container runs, and belongs to one pod. */
final class AnyContainer extends RuntimeServiceGrpc.RuntimeServiceImplBase {

  private static final String SANDBOX = "sandbox";

  private final String podUid;
  private final String name;

  /** Takes the pod's UID and the name of all containers. */
  AnyContainer(String podUid, String name) {
    this.podUid = podUid;
    this.name = name;
  }

  @Override
  public void version(VersionRequest request, StreamObserver<VersionResponse> response) {
    answer(response, VersionResponse.newBuilder().setRuntimeName("rehearsal").build());
  }

  @Override
  public void listContainers(
      ListContainersRequest request, StreamObserver<ListContainersResponse> response) {
    Container container =
        Container.newBuilder()
            .setId(request.getFilter().getId())
            .setPodSandboxId(SANDBOX)
            .setState(ContainerState.CONTAINER_RUNNING)
            .build();
    answer(response, ListContainersResponse.newBuilder().addContainers(container).build());
  }

  @Override
  public void containerStatus(
      ContainerStatusRequest request, StreamObserver<ContainerStatusResponse> response) {
    ContainerStatus status =
        ContainerStatus.newBuilder()
            .setId(request.getContainerId())
            .setState(ContainerState.CONTAINER_RUNNING)
            .setImage(ImageSpec.newBuilder().setImage("registry.example/blog:1.4"))
            .setImageRef("registry.example/blog@sha256:0")
            .putLabels("io.kubernetes.pod.uid", podUid)
            .putLabels("io.kubernetes.container.name", name)
            .build();
    answer(response, ContainerStatusResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void listPodSandbox(
      ListPodSandboxRequest request, StreamObserver<ListPodSandboxResponse> response) {
    PodSandbox sandbox =
        PodSandbox.newBuilder()
            .setId(SANDBOX)
            .setMetadata(PodSandboxMetadata.newBuilder().setUid(podUid))
            .build();
    answer(response, ListPodSandboxResponse.newBuilder().addItems(sandbox).build());
  }

  private static <T> void answer(StreamObserver<T> response, T message) {
    response.onNext(message);
    response.onCompleted();
  }
}
