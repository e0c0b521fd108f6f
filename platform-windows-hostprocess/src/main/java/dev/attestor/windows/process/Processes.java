package dev.attestor.windows.process;

/** The processes of a Windows host. */
public interface Processes {

  /**
   * Opens a process. Until it is closed, its process ID is not reused.
   *
   * @throws dev.attestor.windows.winapi.WinApiException if there is no process with that ID, or
   *     this account may not open it
   */
  WindowsProcess open(int pid);
}
