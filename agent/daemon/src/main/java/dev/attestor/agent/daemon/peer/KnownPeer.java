package dev.attestor.agent.daemon.peer;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.spi.ProcessCheck;

/**
 * A process that is held on to since it connected: its number means no other process as long as
 * {@link #requireRunning} returns. Safe for use by many threads.
 */
public final class KnownPeer implements Peer, ProcessCheck {

  private final int pid;
  private final PeerUser user;

  // Guarded by this, for no thread to ask through a descriptor that another one closed.
  private final ProcessHold hold;
  private boolean closed;

  /** Takes over the hold. */
  public KnownPeer(int pid, PeerUser user, ProcessHold hold) {
    this.pid = pid;
    this.user = user;
    this.hold = hold;
  }

  /** Its number, as this process sees it. */
  public int pid() {
    return pid;
  }

  @Override
  public PeerUser user() {
    return user;
  }

  @Override
  public synchronized void requireRunning() {
    if (closed || !hold.isRunning()) {
      throw new ProcessException(
          ProcessException.Kind.GONE, pid, "the caller, process %s, has ended".formatted(pid));
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      hold.close();
    }
  }
}
