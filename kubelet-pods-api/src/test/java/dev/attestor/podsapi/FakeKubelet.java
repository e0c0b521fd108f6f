package dev.attestor.podsapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The kubelet's Pods API at a Unix socket. What it has and when it fails is up to the test; it
 * sends what {@code pkg/kubelet/apis/pods/server.go} of Kubernetes 1.37 sends.
 */
final class FakeKubelet implements AutoCloseable {

  static final int ADDED = 1;
  static final int MODIFIED = 2;
  static final int DELETED = 3;
  static final int INITIAL_SYNC_COMPLETE = 4;

  private static final MethodDescriptor<byte[], byte[]> LIST = method(MethodType.UNARY, "ListPods");
  private static final MethodDescriptor<byte[], byte[]> WATCH =
      method(MethodType.SERVER_STREAMING, "WatchPods");

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("fake-kubelet", true), NioIoHandler.newFactory());
  private final List<StreamObserver<byte[]>> watchers = new CopyOnWriteArrayList<>();
  private @Nullable Server server;

  final Map<String, byte[]> pods = new TreeMap<>();
  final AtomicInteger lists = new AtomicInteger();
  final AtomicInteger watches = new AtomicInteger();

  /** Down to zero once a watcher has left. */
  final CountDownLatch left = new CountDownLatch(1);

  /** How all calls fail; OK: they do not. */
  volatile Status failure = Status.OK;

  /** How lists fail; OK: they do not. */
  volatile Status listFailure = Status.OK;

  volatile boolean hanging;

  FakeKubelet serve(Path socket) throws IOException {
    ServerServiceDefinition service =
        ServerServiceDefinition.builder("v1alpha1.Pods")
            .addMethod(LIST, ServerCalls.asyncUnaryCall(this::list))
            .addMethod(WATCH, ServerCalls.asyncServerStreamingCall(this::watch))
            .build();
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

  FakeKubelet has(String uid, PodBytes pod) {
    synchronized (pods) {
      pods.put(uid, pod.toByteArray());
    }
    return this;
  }

  /** Tells all watchers. */
  void tell(int type, PodBytes pod) {
    watchers.forEach(watcher -> watcher.onNext(event(type, pod.toByteArray())));
  }

  /** Ends all watches, as for a watcher that is 100 events behind. */
  void dropWatchers() {
    watchers.forEach(
        watcher ->
            watcher.onError(
                Status.RESOURCE_EXHAUSTED
                    .withDescription("watch client channel closed")
                    .asException()));
    watchers.clear();
  }

  private void list(byte[] request, StreamObserver<byte[]> response) {
    lists.incrementAndGet();
    if (isRefused(response) || refuse(listFailure, response)) {
      return;
    }
    PodBytes list = PodBytes.message();
    all().forEach(pod -> list.bytes(1, pod));
    response.onNext(list.toByteArray());
    response.onCompleted();
  }

  private void watch(byte[] request, StreamObserver<byte[]> response) {
    watches.incrementAndGet();
    if (isRefused(response)) {
      return;
    }
    if (response instanceof ServerCallStreamObserver<byte[]> watcher) {
      watcher.setOnCancelHandler(
          () -> {
            watchers.remove(response);
            left.countDown();
          });
    }
    all().forEach(pod -> response.onNext(event(ADDED, pod)));
    response.onNext(PodBytes.message().number(1, INITIAL_SYNC_COMPLETE).toByteArray());
    watchers.add(response);
  }

  private List<byte[]> all() {
    synchronized (pods) {
      return List.copyOf(pods.values());
    }
  }

  private boolean isRefused(StreamObserver<byte[]> response) {
    return hanging || refuse(failure, response);
  }

  private static boolean refuse(Status status, StreamObserver<byte[]> response) {
    if (!status.isOk()) {
      response.onError(status.asException());
    }
    return !status.isOk();
  }

  private static byte[] event(int type, byte[] pod) {
    return PodBytes.message().number(1, type).bytes(2, pod).toByteArray();
  }

  private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
    return MethodDescriptor.newBuilder(new Raw(), new Raw())
        .setType(type)
        .setFullMethodName("v1alpha1.Pods/" + name)
        .build();
  }

  private static final class Raw implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Ends the server. Returns once it does nothing any more, such as removing its socket. */
  void stop() {
    Server running = server;
    try {
      assertThat(running == null || running.shutdownNow().awaitTermination(20, TimeUnit.SECONDS))
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watchers.clear();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for the thread to end.
  public void close() {
    stop();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
