package dev.attestor.windows.process;

import dev.attestor.windows.winapi.AccessToken;
import dev.attestor.windows.winapi.ProcessTimes;
import dev.attestor.windows.winapi.WinApi;
import dev.attestor.windows.winapi.WinApiException;
import dev.attestor.windows.winapi.WinHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process of this host by its open handle. */
public final class OpenProcess implements WindowsProcess {

  private static final Logger LOG = LoggerFactory.getLogger(OpenProcess.class);

  private final WinApi windows;
  private final WinHandle process;

  // Guarded by this, so that no thread uses a handle that another one closed.
  private boolean closed;

  /** Takes over the handle of a process. */
  public OpenProcess(WinApi windows, WinHandle process) {
    this.windows = windows;
    this.process = process;
  }

  @Override
  public int pid() {
    return windows.processId(process);
  }

  @Override
  public long createdAt() {
    return ProcessTimes.createdAt(process);
  }

  @Override
  public ProcessAccount account() {
    try (AccessToken token = AccessToken.of(process)) {
      return new ProcessAccount(token.user(), token.groups());
    }
  }

  @Override
  public synchronized boolean isRunning() {
    try {
      return !closed && !windows.hasEnded(process);
    } catch (WinApiException e) {
      LOG.atWarn().setCause(e).log("cannot determine whether a process still runs");
      return false;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    process.close();
  }
}
