package dev.attestor.spire.sdk;

import io.grpc.Channel;
import java.util.List;

/** The services that the host offers to its plugins. */
public interface HostServices {

  /**
   * The full names of the services.
   *
   * @return such as {@code spire.hostservice.server.agentstore.v1.AgentStore}; empty before the
   *     host's {@code Init}
   */
  List<String> names();

  /**
   * The channel to all services. The first call connects; later calls return the same channel.
   * Waits up to 5 s for the host's address.
   *
   * @return a channel for the stubs of these services
   * @throws io.grpc.StatusRuntimeException {@code UNAVAILABLE} if the host does not send it
   */
  Channel channel();
}
