package dev.attestor.agent.daemon.pipe;

import dev.attestor.windows.process.Processes;
import dev.attestor.windows.process.WindowsProcess;
import dev.attestor.windows.winapi.WinApiException;
import dev.attestor.windows.winapi.WinApiException.Source;
import java.util.HashMap;
import java.util.Map;

/** Fake processes. */
final class FakeProcesses implements Processes {

  private final Map<Integer, FakeProcess> processes = new HashMap<>();
  private final Map<Integer, WinApiException> refused = new HashMap<>();

  FakeProcess add(int pid, long createdAt) {
    FakeProcess process = new FakeProcess(pid, createdAt);
    processes.put(pid, process);
    return process;
  }

  void refuse(int pid, WinApiException reason) {
    refused.put(pid, reason);
  }

  @Override
  public WindowsProcess open(int pid) {
    WinApiException reason = refused.get(pid);
    if (reason != null) {
      throw reason;
    }
    FakeProcess process = processes.get(pid);
    if (process == null) {
      throw new WinApiException("OpenProcess", Source.WIN32, 87, "The parameter is incorrect");
    }
    return process;
  }
}
