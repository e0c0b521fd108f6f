package dev.attestor.agent.daemon.pipe;

import dev.attestor.agent.daemon.peer.ProcessHold;
import dev.attestor.windows.process.WindowsProcess;
import dev.attestor.windows.winapi.WinApiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open handle of a caller. In doubt it has ended. */
record Hold(WindowsProcess process) implements ProcessHold {

  private static final Logger LOG = LoggerFactory.getLogger(Hold.class);

  @Override
  public boolean isRunning() {
    try {
      return !process.hasEnded();
    } catch (WinApiException e) {
      LOG.atWarn().setCause(e).log("whether a caller still runs cannot be told");
      return false;
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
