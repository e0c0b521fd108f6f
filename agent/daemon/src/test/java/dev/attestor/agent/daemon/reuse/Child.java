package dev.attestor.agent.daemon.reuse;

import com.sun.jna.Memory;
import com.sun.jna.WString;
import org.jspecify.annotations.NullUnmarked;

/**
 * A process that this one has made. Its number stays its own until it has ended and is closed here;
 * Java's processes keep theirs until the garbage collector comes by.
 */
@NullUnmarked // JNA's word for a null pointer is null.
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

  /** One that does nothing before it is closed, and then has to end by itself. */
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

  /** The number of its first thread. */
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

  /** Goes on, if it was suspended: Wine takes its time to kill one that is. */
  void run() {
    Kernel32.ResumeThread(thread);
  }

  /** Waits for its end, and gives back the number of its thread, and after that its own. */
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

  /** The same, and waits until its number is free, which nobody else may hold on to. */
  void closeAndAwaitGone() {
    close();
    Numbers.awaitProcessGone(pid);
  }
}
