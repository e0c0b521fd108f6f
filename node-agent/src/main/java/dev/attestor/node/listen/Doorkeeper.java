package dev.attestor.node.listen;

import dev.attestor.error.AttestationException;
import dev.attestor.locate.Location;
import dev.attestor.node.limits.Admission;
import dev.attestor.node.peer.KnownPeer;
import dev.attestor.node.peer.Peer;
import dev.attestor.node.peer.PeerConnection;
import dev.attestor.spi.ContainerLocator;
import dev.attestor.spi.LocatedProcess;
import java.util.Optional;
import java.util.function.Supplier;

/** Lets connections in, within the limits of whoever is at the other end. */
public final class Doorkeeper {

  private final Admission admission;
  private final Supplier<ContainerLocator> locator;

  /** Asks the locator of the configuration in force which container a peer runs in. */
  public Doorkeeper(Admission admission, Supplier<ContainerLocator> locator) {
    this.admission = admission;
    this.locator = locator;
  }

  /**
   * The connection of a peer; empty if there is no room for it. It keeps the peer either way, and
   * lets go of it at the end.
   */
  public Optional<PeerConnection> letIn(Peer peer) {
    PeerConnection connection = new PeerConnection(peer, caller(peer));
    if (admission.connected(connection.caller())) {
      return Optional.of(connection);
    }
    peer.close();
    return Optional.empty();
  }

  /** The connection has ended. */
  public void gone(PeerConnection connection) {
    connection.peer().close();
    admission.disconnected(connection.caller());
  }

  /** A container shares its limits, however many processes and accounts are in it. */
  private String caller(Peer peer) {
    if (!(peer instanceof KnownPeer known)) {
      return peer.user().displayName() + " (unnamed)";
    }
    try (LocatedProcess process = locator.get().locate(known.pid())) {
      known.requireRunning();
      return name(process.location()).orElseGet(() -> known.user().displayName());
    } catch (AttestationException e) {
      return known.user().displayName();
    }
  }

  private static Optional<String> name(Location location) {
    if (location instanceof Location.InPod in) {
      return Optional.of("pod %s container %s".formatted(in.pod(), in.container()));
    }
    return location instanceof Location.InContainer in
        ? Optional.of("container " + in.container())
        : Optional.empty();
  }
}
