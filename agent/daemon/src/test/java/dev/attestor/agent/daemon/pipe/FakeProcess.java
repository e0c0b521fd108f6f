package dev.attestor.agent.daemon.pipe;

import dev.attestor.windows.process.ProcessAccount;
import dev.attestor.windows.process.WindowsProcess;
import dev.attestor.windows.winapi.Sid;
import dev.attestor.windows.winapi.WinApiException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A process of a container user. */
final class FakeProcess implements WindowsProcess {

  private final long createdAt;
  int reportedPid;
  boolean ended;
  boolean closed;
  @Nullable WinApiException tokenFailure;

  FakeProcess(int pid, long createdAt) {
    this.reportedPid = pid;
    this.createdAt = createdAt;
  }

  @Override
  public int pid() {
    return reportedPid;
  }

  @Override
  public long createdAt() {
    return createdAt;
  }

  @Override
  public boolean isRunning() {
    return !ended;
  }

  @Override
  public ProcessAccount account() {
    if (tokenFailure != null) {
      throw tokenFailure;
    }
    return new ProcessAccount(
        new Sid("S-1-5-93-2-2"), Set.of(new Sid("S-1-1-0"), new Sid("S-1-5-32-545")));
  }

  @Override
  public void close() {
    closed = true;
  }
}
