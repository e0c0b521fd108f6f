package dev.attestor.linux.proc;

import dev.attestor.core.spi.ProcessPin;
import dev.attestor.procfs.ProcText;
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
  private static final String ENDED = "ZX";

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
      return parse(proc.read(Integer.toString(pid), "stat"), pid);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Empty for a process that has ended and waits to be reaped, and for any other text. */
  static OptionalLong parse(ProcText stat, int pid) {
    String[] fields = fields(stat, pid);
    return fields.length > START_TIME
            && fields[STATE].length() == 1
            && !ENDED.contains(fields[STATE])
        ? ProcText.number(fields[START_TIME])
        : OptionalLong.empty();
  }

  /** What stands behind the command; nothing of any other text. */
  static String[] fields(ProcText stat, int pid) {
    String text = stat.characters();
    // The command is as the process set it, line feeds, blanks and parentheses included, so that
    // the file has no lines; the last parenthesis is the kernel's.
    int end = text.lastIndexOf(") ");
    if (!text.startsWith(pid + " (") || end < 0 || !text.endsWith("\n")) {
      return new String[0];
    }
    return text.substring(end + 2, text.length() - 1).split(" ", -1);
  }

  private final class Pin implements ProcessPin {
    private final int pid;
    private final long start;
    private volatile boolean closed;

    Pin(int pid, long start) {
      this.pid = pid;
      this.start = start;
    }

    @Override
    public boolean isRunning() {
      OptionalLong now = closed ? OptionalLong.empty() : startTime(pid);
      return now.isPresent() && now.getAsLong() == start;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
