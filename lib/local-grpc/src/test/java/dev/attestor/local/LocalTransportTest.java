package dev.attestor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls through each kind of socket, by the name of the thread that serves them. */
@Timeout(60)
class LocalTransportTest {

  private static final MethodDescriptor<String, String> METHOD =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodType.UNARY)
          .setFullMethodName("test.Threads/Name")
          .setRequestMarshaller(new Text())
          .setResponseMarshaller(new Text())
          .build();

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static ServerServiceDefinition service() {
    return ServerServiceDefinition.builder("test.Threads")
        .addMethod(
            METHOD,
            ServerCalls.asyncUnaryCall(
                (request, answer) -> {
                  answer.onNext(request + " on " + Thread.currentThread().getName());
                  answer.onCompleted();
                }))
        .build();
  }

  static List<Named<Supplier<LocalTransport>>> transports() {
    return List.of(
        Named.of("native sockets", () -> LocalTransport.nativeSockets("some-thread")),
        Named.of("sockets of the JDK", () -> LocalTransport.jdkSockets("some-thread")));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void oneThreadServesAndCallsOverAUnixSocket(
      Supplier<LocalTransport> transports, @TempDir Path folder) throws Exception {
    Path socket = folder.resolve("socket");
    try (LocalTransport transport = transports.get()) {
      Server server =
          transport.server(socket).addService(service()).directExecutor().build().start();
      ManagedChannel channel = transport.channel(socket).build();

      assertThat(call(channel)).startsWith("asked on some-thread");

      channel.shutdownNow();
      server.shutdownNow().awaitTermination();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void reachesATcpPort(Supplier<LocalTransport> transports) throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (LocalTransport listening = LocalTransport.jdkSockets("other-thread");
        LocalTransport transport = transports.get()) {
      Server server =
          listening
              .tcpServer(new InetSocketAddress(loopback, 0), NioServerSocketChannel::new)
              .addService(service())
              .directExecutor()
              .build()
              .start();
      ManagedChannel channel =
          transport.tcpChannel(new InetSocketAddress(loopback, server.getPort())).build();

      assertThat(call(channel)).startsWith("asked on other-thread");

      channel.shutdownNow();
      server.shutdownNow().awaitTermination();
    }
  }

  @Test
  void endsItsThreadWhenClosed() throws Exception {
    LocalTransport transport = LocalTransport.jdkSockets("some-thread");
    assertThat(transport.thread().submit(() -> Thread.currentThread().isDaemon()).get()).isTrue();

    transport.close();

    assertThat(transport.thread().awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void dialsNothingUntilItIsCalled(@TempDir Path folder) {
    try (LocalTransport transport = LocalTransport.jdkSockets("some-thread")) {
      ManagedChannel channel = transport.channel(folder.resolve("nobody")).build();

      assertThat(channel.getState(false)).isEqualTo(ConnectivityState.IDLE);
      assertThat(Status.fromThrowable(failure(channel)).getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);

      channel.shutdownNow();
    }
  }

  private static Throwable failure(ManagedChannel channel) {
    return catchThrowable(() -> call(channel));
  }

  private static String call(ManagedChannel channel) {
    return ClientCalls.blockingUnaryCall(channel, METHOD, CallOptions.DEFAULT, "asked");
  }
}
