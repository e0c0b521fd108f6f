package dev.attestor.agent.client;

import dev.attestor.local.pipe.PipeAddress;
import dev.attestor.local.pipe.PipeChannel;
import dev.attestor.local.pipe.PipeIoHandler;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A gRPC channel to the agent, with its own thread. */
record AgentChannel(ManagedChannel channel, EventLoopGroup loop) {

  private static final int MAX_MESSAGE_BYTES = 4 << 20;

  /** Connects to a Unix socket, with the JDK's implementation. */
  static AgentChannel open(Path socket) {
    EventLoopGroup loop = loop(NioIoHandler.newFactory());
    return open(
        NettyChannelBuilder.forAddress(
                UnixDomainSocketAddress.of(socket), InsecureChannelCredentials.create())
            .channelType(NioDomainSocketChannel.class),
        loop);
  }

  /** Connects to a pipe that has one of these owners. */
  static AgentChannel open(PipeAddress pipe, Set<String> trustedOwners) {
    EventLoopGroup loop = loop(PipeIoHandler.newFactory());
    return open(
        NettyChannelBuilder.forAddress(pipe, InsecureChannelCredentials.create())
            .channelFactory(() -> new PipeChannel(trustedOwners)),
        loop);
  }

  private static EventLoopGroup loop(IoHandlerFactory factory) {
    return new MultiThreadIoEventLoopGroup(
        1, new DefaultThreadFactory("attestor-client", true), factory);
  }

  private static AgentChannel open(NettyChannelBuilder builder, EventLoopGroup loop) {
    ManagedChannel channel =
        builder
            .overrideAuthority("localhost")
            // gRPC enables TCP keepalives, which neither Unix sockets nor pipes support.
            .withOption(ChannelOption.SO_KEEPALIVE, null)
            .eventLoopGroup(loop)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            // With retries: on Windows, the agent may ask a young process to connect again.
            .directExecutor()
            .build();
    return new AgentChannel(channel, loop);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for the thread to end.
  void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
