package dev.attestor.agent.daemon.unix;

import dev.attestor.agent.daemon.peer.ProcessHold;
import dev.attestor.linux.proc.ProcessPin;

/** A pinned process. */
record Hold(ProcessPin pin) implements ProcessHold {
  @Override
  public boolean isRunning() {
    return pin.isRunning();
  }

  @Override
  public void close() {
    pin.close();
  }
}
