package dev.attestor.podsapi;

import dev.attestor.core.error.KubeletException;
import dev.attestor.core.pod.PodList;
import dev.attestor.local.LocalTransport;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.stub.ClientCalls;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The calls of {@code v1alpha1.Pods} that are used. Connects at the first call, and again after
 * every loss. A single daemon thread does all I/O, and reads what watches tell.
 */
final class PodsCalls implements AutoCloseable {

  /**
   * The maximum length of a message. A watch sends one pod in a message, of which etcd accepts 1.5
   * MiB.
   */
  static final int MAX_MESSAGE = 8 << 20;

  private static final String SERVICE = "v1alpha1.Pods";
  private static final MethodDescriptor<Request, PodList> LIST =
      method(MethodType.UNARY, "ListPods", Messages::list);
  private static final MethodDescriptor<Request, Messages.Event> WATCH =
      method(MethodType.SERVER_STREAMING, "WatchPods", Messages::event);

  private final LocalTransport transport;
  private final ManagedChannel channel;

  /** The request of both calls; it has no fields. */
  enum Request {
    EMPTY
  }

  /**
   * Calls the server at a socket.
   *
   * @param user who must have begun to listen there
   * @throws KubeletException without native sockets, because others do not tell that user
   */
  PodsCalls(Path socket, int user) {
    this(LocalTransport.nativeSockets("attestor-pods"), socket, user);
  }

  /** Closes the transport in the end. */
  PodsCalls(LocalTransport transport, Path socket, int user) {
    this.transport = transport;
    try {
      this.channel =
          transport
              .channel(socket, user)
              .directExecutor()
              .disableRetry()
              .maxInboundMessageSize(MAX_MESSAGE)
              .build();
    } catch (UnsupportedOperationException e) {
      transport.close();
      throw new KubeletException(
          KubeletException.Kind.UNREACHABLE,
          "the kubelet's Pods API needs native sockets: %s".formatted(e.getMessage()),
          e);
    }
  }

  private static <T> MethodDescriptor<Request, T> method(
      MethodType type, String name, Function<InputStream, T> reader) {
    return MethodDescriptor.newBuilder(
            new Reader<Request>(none -> Request.EMPTY), new Reader<T>(reader))
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .build();
  }

  /** Reads messages; all that are written are empty. */
  private record Reader<T>(Function<InputStream, T> reader) implements Marshaller<T> {
    @Override
    public InputStream stream(T value) {
      return InputStream.nullInputStream();
    }

    @Override
    public T parse(InputStream stream) {
      return reader.apply(stream);
    }
  }

  /**
   * After a failed connection, the next call connects anew, rather than fail as the last did. The
   * I/O thread does it, because it alone is sure whether a connection has failed.
   *
   * @return done once the next call may begin
   */
  Future<?> forgetFailures() {
    try {
      return transport.thread().submit(this::endFailedConnection);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(null); // Closed, as the next call says.
    }
  }

  private void endFailedConnection() {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.enterIdle();
    }
  }

  /**
   * The pods of this node.
   *
   * @throws io.grpc.StatusRuntimeException if there is no answer
   */
  PodList list(Duration limit) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS);
    return ClientCalls.blockingUnaryCall(channel, LIST, options, Request.EMPTY);
  }

  /** A watch that is not begun yet. */
  ClientCall<Request, Messages.Event> watch() {
    return channel.newCall(WATCH, CallOptions.DEFAULT);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    transport.close();
  }
}
