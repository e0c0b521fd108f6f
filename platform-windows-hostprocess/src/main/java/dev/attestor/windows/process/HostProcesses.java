package dev.attestor.windows.process;

import dev.attestor.windows.winapi.JnaWinApi;
import dev.attestor.windows.winapi.WinApi;

/** The processes of this host. Needs 64 bits. */
public final class HostProcesses implements Processes {

  private final WinApi windows = new JnaWinApi();

  /** Loads the libraries of the system. */
  public HostProcesses() {}

  @Override
  public WindowsProcess open(int pid) {
    return new OpenProcess(windows, windows.openProcess(pid));
  }
}
