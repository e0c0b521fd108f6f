package dev.attestor.agent.daemon.peer;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.spi.ProcessPin;

/**
 * A process that is pinned since it connected: its number means no other process as long as {@link
 * #requireRunning} returns.
 *
 * @param pid its number, as this process sees it
 * @param pin closed with the connection
 */
public record KnownPeer(int pid, PeerUser user, ProcessPin pin) implements Peer {

  /**
   * Returns only if the process still runs.
   *
   * @throws ProcessException if it has ended, even if its ID is in use again
   */
  public void requireRunning() {
    if (!pin.isRunning()) {
      throw new ProcessException(
          ProcessException.Kind.GONE, pid, "the caller, process %s, has ended".formatted(pid));
    }
  }

  @Override
  public void close() {
    pin.close();
  }
}
