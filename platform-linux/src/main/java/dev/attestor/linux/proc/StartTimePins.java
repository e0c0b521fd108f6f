package dev.attestor.linux.proc;

import dev.attestor.core.spi.ProcessPin;
import dev.attestor.procfs.ProcText;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Pins by start time in clock ticks since boot, for kernels without pidfd. If a process ID is
 * reused, the start time differs, unless both processes started within the same tick.
 */
public final class StartTimePins implements ProcessPins {

  // proc(5): the fields of /proc/<pid>/stat after the command, which is in parentheses.
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

  /** The start time. Empty for a zombie, and for any invalid text. */
  static OptionalLong parse(ProcText stat, int pid) {
    String[] fields = fields(stat, pid);
    return fields.length > START_TIME
            && fields[STATE].length() == 1
            && !ENDED.contains(fields[STATE])
        ? ProcText.number(fields[START_TIME])
        : OptionalLong.empty();
  }

  /** The fields after the command; none if the text is invalid. */
  static String[] fields(ProcText stat, int pid) {
    String text = stat.characters();
    // The process chooses the command, which may contain line feeds, spaces and parentheses. So do
    // not split the file into lines; the kernel writes the last parenthesis.
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
