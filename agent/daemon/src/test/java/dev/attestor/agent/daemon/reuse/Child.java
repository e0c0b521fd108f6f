package dev.attestor.agent.daemon.reuse;

import com.sun.jna.Memory;
import com.sun.jna.WString;
import org.jspecify.annotations.NullUnmarked;

/**
 * A child process. Its ID stays reserved until it has ended and is closed here. Java's own Process
 * objects reserve theirs until garbage collection.
 */
@NullUnmarked // JNA uses null for a null pointer.
final class Child implements AutoCloseable {

  // STARTUPINFOW and PROCESS_INFORMATION, processthreadsapi.h, 64 bits.
  private static final int STARTUP_BYTES = 104;
  private static final int INFORMATION_BYTES = 24;

  private final long process;
  private final long thread;
  private final int pid;
  private final int threadId;
  private boolean closed;

  private Child(Memory information) {
    process = information.getLong(0);
    thread = information.getLong(8);
    pid = information.getInt(16);
    threadId = information.getInt(20);
  }

  static Child start(String program, String... arguments) {
    return start(0, program, arguments);
  }

  /**
   * Starts a suspended process. It does nothing before it is closed, and must then end by itself.
   */
  static Child startSuspended(String program) {
    return start(Kernel32.CREATE_SUSPENDED, program);
  }

  private static Child start(int flags, String program, String... arguments) {
    String line = "\"" + program + "\" " + String.join(" ", arguments) + "\0";
    try (Memory startup = new Memory(STARTUP_BYTES);
        Memory information = new Memory(INFORMATION_BYTES)) {
      startup.clear();
      startup.setInt(0, STARTUP_BYTES);
      int started =
          Kernel32.CreateProcessW(
              new WString(program),
              line.toCharArray(),
              null,
              null,
              0,
              flags | Kernel32.DETACHED_PROCESS,
              null,
              null,
              startup,
              information);
      Windows.require(started != 0, "CreateProcess of \"" + program + "\"");
      return new Child(information);
    }
  }

  int pid() {
    return pid;
  }

  /** The ID of its first thread. */
  int threadId() {
    return threadId;
  }

  /** Waits for its end. */
  int exitCode() {
    Windows.awaitEnd(process);
    int[] code = new int[1];
    Windows.require(Kernel32.GetExitCodeProcess(process, code) != 0, "GetExitCodeProcess");
    return code[0];
  }

  /** Resumes it if it was suspended, because Wine kills suspended processes slowly. */
  void run() {
    Kernel32.ResumeThread(thread);
  }

  /** Waits for its end, and releases the ID of its thread and then its own. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      run();
      Windows.awaitEnd(process);
      Kernel32.CloseHandle(thread);
      Numbers.awaitThreadGone(threadId);
      Kernel32.CloseHandle(process);
    }
  }

  /** Does the same, and waits until its ID is free. Nobody else may hold the process. */
  void closeAndAwaitGone() {
    close();
    Numbers.awaitProcessGone(pid);
  }
}
