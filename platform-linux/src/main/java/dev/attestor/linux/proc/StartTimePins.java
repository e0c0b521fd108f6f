package dev.attestor.linux.proc;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Pins by start time, in clock ticks since boot: for kernels without pidfd. A number that came
 * round to another process shows another time, unless both started within the same tick.
 */
public final class StartTimePins implements ProcessPins {

  // proc(5): the fields of /proc/<pid>/stat behind the command, which stands in parentheses.
  private static final int STATE = 0;
  private static final int START_TIME = 19;

  private final ProcFs proc;

  /** Reads from the given procfs. */
  public StartTimePins(ProcFs proc) {
    this.proc = proc;
  }

  @Override
  public Optional<ProcessPin> pin(int pid) {
    OptionalLong start = startTime(pid);
    return start.isPresent() ? Optional.of(new Pin(pid, start.getAsLong())) : Optional.empty();
  }

  private OptionalLong startTime(int pid) {
    try {
      return parse(proc.read(Integer.toString(pid), "stat"));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Empty for a process that has ended and waits to be reaped. */
  static OptionalLong parse(String stat) {
    // The command may itself hold parentheses and blanks; the last parenthesis is the kernel's.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    if (fields.length <= START_TIME || fields[STATE].equals("Z") || fields[STATE].equals("X")) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(fields[START_TIME]));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private final class Pin implements ProcessPin {
    private final int pid;
    private final long start;

    Pin(int pid, long start) {
      this.pid = pid;
      this.start = start;
    }

    @Override
    public boolean isRunning() {
      OptionalLong now = startTime(pid);
      return now.isPresent() && now.getAsLong() == start;
    }

    @Override
    public void close() {}
  }
}
