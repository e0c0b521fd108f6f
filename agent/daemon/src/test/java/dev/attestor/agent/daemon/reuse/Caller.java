package dev.attestor.agent.daemon.reuse;

import dev.attestor.local.pipe.PipeAddress;
import java.io.IOException;

/** A process that connected to the agent and has ended, and its end of the pipe, which lives on. */
record Caller(Child process, long pipe) implements AutoCloseable {

  /** One that is about to connect. */
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

  /** The number that is free right before its own. */
  int numberBefore() {
    return process.threadId();
  }

  /** From now on its number is its own only for as long as others hold on to it. */
  void letGoOfNumber() {
    process.close();
  }

  /** The same where nobody holds on to it: on return, it is free. */
  void freeNumber() {
    process.closeAndAwaitGone();
  }

  Reply whoAmI() throws IOException {
    return PipeCall.whoAmI(pipe);
  }

  /** Hangs up. */
  @Override
  public void close() {
    process.close();
    Kernel32.CloseHandle(pipe);
  }
}
