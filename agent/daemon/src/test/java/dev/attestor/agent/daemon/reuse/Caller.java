package dev.attestor.agent.daemon.reuse;

import dev.attestor.local.pipe.PipeAddress;
import java.io.IOException;

/**
 * A process that connected to the agent and has ended, and its end of the pipe, which is still
 * open.
 */
record Caller(Child process, long pipe) implements AutoCloseable {

  /** A process that is about to connect. */
  record Coming(Child process) {

    /** Waits for its end. */
    Caller awaitEnd() {
      int code = process.exitCode();
      if (code <= 0) {
        throw new IllegalStateException(
            "the caller failed with error " + (code & Integer.MAX_VALUE));
      }
      return new Caller(process, code);
    }
  }

  /**
   * Starts one.
   *
   * @param program see ci/wine/leaver.c
   * @param letIn whether it stays until the agent has let it in
   */
  static Coming start(String program, PipeAddress address, boolean letIn) {
    String reader = Long.toString(ProcessHandle.current().pid());
    return new Coming(
        letIn
            ? Child.start(program, address.path(), reader, "accepted")
            : Child.start(program, address.path(), reader));
  }

  int pid() {
    return process.pid();
  }

  /** The process ID that was allocated before its own, and is free. */
  int numberBefore() {
    return process.threadId();
  }

  /** From now on, its process ID stays reserved only while others hold the process. */
  void letGoOfNumber() {
    process.close();
  }

  /** Does the same if nobody else holds the process: on return, its ID is free. */
  void freeNumber() {
    process.closeAndAwaitGone();
  }

  Reply whoAmI() throws IOException {
    return PipeCall.whoAmI(pipe);
  }

  /** Closes the connection. */
  @Override
  public void close() {
    process.close();
    Kernel32.CloseHandle(pipe);
  }
}
