package dev.attestor.windows.process;

import dev.attestor.windows.winapi.JnaWinApi;
import dev.attestor.windows.winapi.WinApi;

/** The processes of this host, which must be 64-bit. */
public final class HostProcesses implements Processes {

  private final WinApi windows = new JnaWinApi();

  /** Loads the system's libraries. */
  public HostProcesses() {}

  @Override
  public WindowsProcess open(int pid) {
    return new OpenProcess(windows, windows.openProcess(pid));
  }
}
