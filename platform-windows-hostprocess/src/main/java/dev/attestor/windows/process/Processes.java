package dev.attestor.windows.process;

/** The processes of a Windows. */
public interface Processes {

  /**
   * Opens a process, so that its number cannot come to mean another one until it is closed.
   *
   * @throws dev.attestor.windows.winapi.WinApiException if there is none of that number, or this
   *     account may not open it
   */
  WindowsProcess open(int pid);
}
