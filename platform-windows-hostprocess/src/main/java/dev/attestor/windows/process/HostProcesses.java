package dev.attestor.windows.process;

import dev.attestor.windows.winapi.AccessToken;
import dev.attestor.windows.winapi.JnaWinApi;
import dev.attestor.windows.winapi.ProcessTimes;
import dev.attestor.windows.winapi.WinApi;
import dev.attestor.windows.winapi.WinHandle;

/** The processes of this host. Needs 64 bits. */
public final class HostProcesses implements Processes {

  private final WinApi windows = new JnaWinApi();

  /** Loads the libraries of the system. */
  public HostProcesses() {}

  @Override
  public WindowsProcess open(int pid) {
    return new Held(windows, windows.openProcess(pid));
  }

  private record Held(WinApi windows, WinHandle process) implements WindowsProcess {

    @Override
    public int pid() {
      return windows.processId(process);
    }

    @Override
    public long createdAt() {
      return ProcessTimes.createdAt(process);
    }

    @Override
    public boolean hasEnded() {
      return windows.hasEnded(process);
    }

    @Override
    public ProcessAccount account() {
      try (AccessToken token = AccessToken.of(process)) {
        return new ProcessAccount(token.user(), token.groups());
      }
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
