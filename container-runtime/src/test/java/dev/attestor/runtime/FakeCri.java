package dev.attestor.runtime;

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
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A runtime at a Unix socket. It has one container and one sandbox; a test chooses its answers. */
final class FakeCri extends RuntimeServiceGrpc.RuntimeServiceImplBase implements AutoCloseable {

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("fake-cri", true), NioIoHandler.newFactory());
  private final AtomicInteger listings = new AtomicInteger();
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

  FakeCri serve(Path socket) throws IOException {
    return serve(socket, this);
  }

  /** Serves another service at the socket. */
  FakeCri serve(Path socket, BindableService service) throws IOException {
    server =
        NettyServerBuilder.forAddress(
                UnixDomainSocketAddress.of(socket), InsecureServerCredentials.create())
            .channelType(NioServerDomainSocketChannel.class)
            .withChildOption(ChannelOption.SO_KEEPALIVE, null)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .directExecutor()
            .addService(service)
            .build()
            .start();
    return this;
  }

  /** How often containers were listed. */
  int listings() {
    return listings.get();
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
    if (status.isEmpty()) {
      response.onError(Status.NOT_FOUND.withDescription("no such container").asException());
      return;
    }
    answer(response, ContainerStatusResponse.newBuilder().setStatus(status.get()).build());
  }

  private <T> void answer(StreamObserver<T> response, T message) {
    if (!hanging) {
      response.onNext(message);
      response.onCompleted();
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for the thread to end.
  public void close() {
    Server running = server;
    if (running != null) {
      running.shutdownNow();
    }
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
