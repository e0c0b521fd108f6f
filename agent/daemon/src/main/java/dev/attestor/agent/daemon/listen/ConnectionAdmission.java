package dev.attestor.agent.daemon.listen;

import dev.attestor.agent.daemon.limits.Admission;
import dev.attestor.agent.daemon.peer.KnownPeer;
import dev.attestor.agent.daemon.peer.Peer;
import dev.attestor.agent.daemon.peer.PeerConnection;
import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.core.error.AttestationException;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ContainerLocator;
import io.netty.channel.ChannelPipeline;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Admits connections within the limits of their callers. */
public final class ConnectionAdmission {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionAdmission.class);
  private static final String NOT_LOCATED = "processes that cannot be located";

  private final Admission admission;
  private final Supplier<ContainerLocator> locator;
  private final HostCallers hostCallers;
  private final FairReads turns = new FairReads();

  /** Names the callers of processes that are in no pod. */
  @FunctionalInterface
  public interface HostCallers {

    /**
     * The caller whose limits such a process shares.
     *
     * @throws AttestationException if it cannot be examined
     */
    String name(int pid, PeerUser user);
  }

  /** Uses the locator of the active configuration to find a peer's container. */
  public ConnectionAdmission(
      Admission admission, Supplier<ContainerLocator> locator, HostCallers hostCallers) {
    this.admission = admission;
    this.locator = locator;
    this.hostCallers = hostCallers;
  }

  /**
   * Returns the connection of a peer; empty if there is no room. Takes ownership of the peer in
   * either case, and closes it at the end.
   */
  public Optional<PeerConnection> letIn(Peer peer) {
    Optional<PeerConnection> connection = Optional.empty();
    try {
      connection = admission.connected(caller(peer)).map(place -> new PeerConnection(peer, place));
    } catch (RuntimeException e) {
      // A defect. Netty would close the listening socket for it.
      LOG.atError().setCause(e).log("a connection was refused because of a defect");
    } finally {
      if (connection.isEmpty()) {
        peer.close();
      }
    }
    return connection;
  }

  /** Adds the handlers that enforce the caller's share before any handler that is added later. */
  public void guard(ChannelPipeline pipeline, PeerConnection connection) {
    pipeline.addLast(
        new ConnectionMeter(connection.place(), turns), new FrameFilter(connection.place()));
  }

  /** Records the end of the connection. */
  public void gone(PeerConnection connection) {
    connection.peer().close();
    admission.disconnected(connection.place());
  }

  /** All processes and accounts in a container share its limits. */
  private String caller(Peer peer) {
    if (!(peer instanceof KnownPeer known)) {
      return peer.user().displayName() + " (unnamed)";
    }
    try {
      Location location = locator.get().locate(known.pid(), known.pin());
      String caller = name(location, known);
      // Up to here, the process ID belonged to the caller.
      known.requireRunning();
      return caller;
    } catch (AttestationException e) {
      // One name for them all, without the account. A container chooses its user IDs, and a user
      // has subordinate ones. With connections whose process ends during the lookup, a container
      // could exhaust a user's limits, and a user could count as many callers.
      return NOT_LOCATED;
    }
  }

  private String name(Location location, KnownPeer peer) {
    if (location instanceof Location.InPod in) {
      return "pod %s container %s".formatted(in.pod(), in.container());
    }
    return location instanceof Location.InContainer in
        ? "container " + in.container()
        : hostCallers.name(peer.pid(), peer.user());
  }
}
