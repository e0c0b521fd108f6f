package dev.attestor.linux.proc;

/** Holds on to one process, so that its number cannot come to mean another one unnoticed. */
public interface ProcessPin extends AutoCloseable {

  /** Whether the process that was pinned still runs. */
  boolean isRunning();

  @Override
  void close();
}
