package dev.attestor.agent.daemon.reuse;

import dev.attestor.windows.process.ProcessAccount;
import dev.attestor.windows.process.WindowsProcess;

/** The view of agents that lack one of the rules against reused process IDs. */
final class View {

  private View() {}

  /** Reports every process as older than its connection. */
  record Old(WindowsProcess process) implements WindowsProcess {
    @Override
    public int pid() {
      return process.pid();
    }

    @Override
    public long createdAt() {
      return 0;
    }

    @Override
    public boolean isRunning() {
      return process.isRunning();
    }

    @Override
    public ProcessAccount account() {
      return process.account();
    }

    @Override
    public void close() {
      process.close();
    }
  }

  /** Remembers the first values and does not pin the process. */
  record Remembered(int pid, long createdAt, ProcessAccount account) implements WindowsProcess {

    static Remembered of(WindowsProcess process) {
      try (process) {
        return new Remembered(process.pid(), process.createdAt(), process.account());
      }
    }

    @Override
    public boolean isRunning() {
      return true;
    }

    @Override
    public void close() {}
  }
}
