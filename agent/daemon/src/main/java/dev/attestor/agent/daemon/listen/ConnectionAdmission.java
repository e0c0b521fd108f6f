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

/** Lets connections in, within the limits of whoever is at the other end. */
public final class ConnectionAdmission {

  private static final String NOT_LOCATED = "processes that cannot be located";

  private final Admission admission;
  private final Supplier<ContainerLocator> locator;
  private final HostCallers hostCallers;
  private final FairReads turns = new FairReads();

  /** Names processes that are in no pod. */
  @FunctionalInterface
  public interface HostCallers {

    /**
     * Whose limits such a process shares.
     *
     * @throws AttestationException if it cannot be looked at
     */
    String name(int pid, PeerUser user);
  }

  /** Asks the locator of the configuration in force which container a peer runs in. */
  public ConnectionAdmission(
      Admission admission, Supplier<ContainerLocator> locator, HostCallers hostCallers) {
    this.admission = admission;
    this.locator = locator;
    this.hostCallers = hostCallers;
  }

  /**
   * The connection of a peer; empty if there is no room for it. It keeps the peer either way, and
   * lets go of it at the end.
   */
  public Optional<PeerConnection> letIn(Peer peer) {
    Optional<PeerConnection> connection =
        admission.connected(caller(peer)).map(place -> new PeerConnection(peer, place));
    if (connection.isEmpty()) {
      peer.close();
    }
    return connection;
  }

  /**
   * Puts what keeps a connection within its caller's share before whatever is added to its pipeline
   * later.
   */
  public void guard(ChannelPipeline pipeline, PeerConnection connection) {
    pipeline.addLast(
        new ConnectionMeter(connection.place(), turns), new FrameFilter(connection.place()));
  }

  /** The connection has ended. */
  public void gone(PeerConnection connection) {
    connection.peer().close();
    admission.disconnected(connection.place());
  }

  /** A container shares its limits, however many processes and accounts are in it. */
  private String caller(Peer peer) {
    if (!(peer instanceof KnownPeer known)) {
      return peer.user().displayName() + " (unnamed)";
    }
    try {
      Location location = locator.get().locate(known.pid(), known.pin());
      String caller = name(location, known);
      // Until here the number was that of the caller.
      known.requireRunning();
      return caller;
    } catch (AttestationException e) {
      // One name for them all, without the account: a container chooses its accounts, and a user
      // has subordinate ones. By connections whose process ends while it is looked at, the one
      // could use up what is an account's, and the other would count as many.
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
