package dev.attestor.agent.daemon.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReconnectRequestTest {

  @Test
  void isNothingThatACallerNotices() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Server server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .channelFactory(() -> new TwiceServer(connections))
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .addService(new HealthStatusManager().getHealthService())
            .build()
            .start();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                server.getListenSockets().get(0), InsecureChannelCredentials.create())
            .overrideAuthority("localhost")
            .build();
    try {
      ServingStatus status =
          HealthGrpc.newBlockingStub(channel)
              .withDeadlineAfter(20, TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus();

      assertThat(status).isEqualTo(ServingStatus.SERVING);
      assertThat(connections).hasValue(2);
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }
  }

  /** Asks the first client to reconnect, and serves the second. */
  private static final class TwiceServer extends NioServerSocketChannel {
    private final AtomicInteger connections;

    TwiceServer(AtomicInteger connections) {
      this.connections = connections;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // A failure would show in the answer.
    protected int doReadMessages(List<Object> accepted) throws Exception {
      SocketChannel socket = javaChannel().accept();
      if (socket == null) {
        return 0;
      }
      NioSocketChannel client = new NioSocketChannel(this, socket);
      if (connections.incrementAndGet() > 1) {
        accepted.add(client);
        return 1;
      }
      client.pipeline().addLast(new ReconnectRequest());
      eventLoop().register(client);
      return 0;
    }
  }
}
