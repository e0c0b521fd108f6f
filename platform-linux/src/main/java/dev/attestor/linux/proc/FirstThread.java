package dev.attestor.linux.proc;

import dev.attestor.procfs.ProcText;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * The first thread of a process, which {@code /proc/PID} speaks of. It may end while others run on;
 * then cgroup v1 shows the root of every hierarchy in place of its cgroups.
 */
public final class FirstThread {

  // proc(5): a field of /proc/<pid>/stat behind the command; linux/sched.h. Set before the state is
  // "Z", and never taken back.
  private static final int FLAGS = 6;
  private static final long PF_EXITING = 4;

  private FirstThread() {}

  /**
   * Returns if it had not begun to end by now, so that what was read of its cgroups before is true.
   *
   * @throws IOException if it had, or that cannot be told
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
