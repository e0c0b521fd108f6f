package dev.attestor.spire.sdk;

import io.grpc.Channel;
import java.util.List;

/** The way back: services that the host offers to its plugins. */
public interface HostServices {

  /** Full names of the services on offer; empty before the host's {@code Init}. */
  List<String> names();

  /**
   * The channel to all of them, dialled at the first call and the same ever after. Waits up to 5 s
   * for the host to say where it listens.
   *
   * @throws io.grpc.StatusRuntimeException {@code UNAVAILABLE} if it does not say
   */
  Channel channel();
}
