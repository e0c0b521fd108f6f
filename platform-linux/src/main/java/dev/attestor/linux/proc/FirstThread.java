package dev.attestor.linux.proc;

import dev.attestor.procfs.ProcText;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * The first thread of a process, which {@code /proc/PID} shows. It may end while other threads keep
 * running. Then, cgroup v1 shows the root of every hierarchy instead of the process's cgroups.
 */
public final class FirstThread {

  // proc(5): a field of /proc/<pid>/stat after the command; linux/sched.h. The kernel sets this
  // flag before the state becomes "Z", and never clears it.
  private static final int FLAGS = 6;
  private static final long PF_EXITING = 4;

  private FirstThread() {}

  /**
   * Checks that the thread has not started to exit. If so, its cgroups, if read before, were
   * correct.
   *
   * @throws IOException if the thread has started to exit, or if this cannot be determined
   */
  public static void requireRunning(ProcFs proc, int pid) throws IOException {
    String[] fields = StartTimePins.fields(proc.read(Integer.toString(pid), "stat"), pid);
    OptionalLong flags =
        fields.length > FLAGS ? ProcText.number(fields[FLAGS]) : OptionalLong.empty();
    if (flags.isEmpty() || (flags.getAsLong() & PF_EXITING) != 0) {
      throw new IOException("its first thread has ended, and cgroup v1 tells of no other");
    }
  }
}
