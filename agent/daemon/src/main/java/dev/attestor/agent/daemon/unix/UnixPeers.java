package dev.attestor.agent.daemon.unix;

import dev.attestor.agent.daemon.peer.KnownPeer;
import dev.attestor.agent.daemon.peer.NamelessPeer;
import dev.attestor.agent.daemon.peer.Peer;
import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.linux.proc.PeerSocket;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketCredentials;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * Identifies who connected to a Unix socket: process and account at the time of {@code connect}
 * (SO_PEERCRED, unix(7)), and a pidfd of exactly that process (SO_PEERPIDFD).
 */
final class UnixPeers {

  private final boolean byNumber;

  UnixPeers(boolean byNumber) {
    this.byNumber = byNumber;
  }

  /** The peer; empty if it has ended. */
  Optional<Peer> of(AFUNIXSocketChannel connection) throws IOException {
    AFUNIXSocketCredentials credentials = connection.getPeerCredentials();
    int socket = FileDescriptorCast.using(connection.getFileDescriptor()).as(Integer.class);
    PeerUser user = new PeerUser.Posix(credentials.getUid(), groups(socket, credentials));
    int pid = Math.toIntExact(credentials.getPid());
    if (pid <= 0) {
      return Optional.of(
          new NamelessPeer(
              user,
              "the caller runs in a PID namespace that the agent cannot see into; run the agent in"
                  + " the host's PID namespace (hostPID: true in a pod)"));
    }
    if (!PeerSocket.hasPidfd()) {
      return byNumber ? byNumber(pid, user) : Optional.of(new NamelessPeer(user, tooOld()));
    }
    return PeerSocket.pin(socket).map(pin -> new KnownPeer(pid, user, pin));
  }

  private static Set<Long> groups(int socket, AFUNIXSocketCredentials credentials) {
    Set<Long> groups = PeerSocket.groups(socket);
    groups.add(credentials.getGid());
    return groups;
  }

  private static Optional<Peer> byNumber(int pid, PeerUser user) {
    return PeerSocket.pinByNumber(pid).map(pin -> new KnownPeer(pid, user, pin));
  }

  private static String tooOld() {
    return "this kernel has no SO_PEERPIDFD (Linux 6.5), without which a caller's number may have"
        + " come to mean another process; peers_by_number = true takes that risk";
  }
}
