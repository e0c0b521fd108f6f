package dev.attestor.agent.daemon.reuse;

import dev.attestor.local.pipe.PipeAddress;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A process that connected to the agent and has ended, and its end of the pipe, which is still
 * open.
 */
record Caller(Child process, long pipe, boolean begun) implements AutoCloseable {

  /** A process that is about to connect. */
  record Coming(Child process, boolean letIn) {

    /** Waits for its end. A connection that was let in begins then. */
    Caller awaitEnd() {
      int code = process.exitCode();
      if (code <= 0) {
        throw new IllegalStateException(
            "the caller failed with error " + (code & Integer.MAX_VALUE));
      }
      if (letIn) {
        begin(code);
      }
      return new Caller(process, code, letIn);
    }

    private static void begin(long pipe) {
      try {
        PipeCall.begin(pipe);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
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
    Child process =
        letIn
            ? Child.start(program, address.path(), reader, "accepted")
            : Child.start(program, address.path(), reader);
    return new Coming(process, letIn);
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
    return PipeCall.whoAmI(pipe, begun);
  }

  /** Closes the connection. */
  @Override
  public void close() {
    process.close();
    Kernel32.CloseHandle(pipe);
  }
}
