package dev.attestor.agent.client;

import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A gRPC channel over the JDK's Unix sockets, with a thread of its own. */
record AgentChannel(ManagedChannel channel, EventLoopGroup loop) {

  private static final int MAX_MESSAGE_BYTES = 4 << 20;

  static AgentChannel open(Path socket) {
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("attestor-client", true), NioIoHandler.newFactory());
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                UnixDomainSocketAddress.of(socket), InsecureChannelCredentials.create())
            .overrideAuthority("localhost")
            .channelType(NioDomainSocketChannel.class)
            .withOption(ChannelOption.SO_KEEPALIVE, null)
            .eventLoopGroup(loop)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .directExecutor()
            .disableRetry()
            .build();
    return new AgentChannel(channel, loop);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for the end of the thread.
  void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
