package dev.attestor.agent.daemon.peer;

/** A grip on one process, such as a pidfd or a process handle; used by one thread at a time. */
public interface ProcessHold extends AutoCloseable {

  /** Whether the process still runs. */
  boolean isRunning();

  @Override
  void close();
}
