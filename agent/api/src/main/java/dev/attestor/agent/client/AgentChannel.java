package dev.attestor.agent.client;

import dev.attestor.local.LocalTransport;
import dev.attestor.local.pipe.PipeAddress;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.Set;

/** A gRPC channel to the agent, with its own thread. */
record AgentChannel(ManagedChannel channel, LocalTransport transport) {

  private static final String THREAD = "attestor-client";
  private static final int MAX_MESSAGE_BYTES = 4 << 20;

  /** Connects to a Unix socket, with the JDK's implementation. */
  static AgentChannel open(Path socket) {
    LocalTransport transport = LocalTransport.jdkSockets(THREAD);
    return open(transport.channel(socket), transport);
  }

  /** Connects to a pipe that has one of these owners. */
  static AgentChannel open(PipeAddress pipe, Set<String> trustedOwners) {
    LocalTransport transport = LocalTransport.pipes(THREAD);
    return open(transport.channel(pipe, trustedOwners), transport);
  }

  private static AgentChannel open(NettyChannelBuilder builder, LocalTransport transport) {
    ManagedChannel channel =
        builder
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            // With retries: on Windows, the agent may ask a young process to connect again.
            .directExecutor()
            .build();
    return new AgentChannel(channel, transport);
  }

  void close() {
    transport.close();
  }
}
