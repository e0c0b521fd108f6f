package dev.attestor.node.unix;

import dev.attestor.linux.proc.ProcFs;
import dev.attestor.node.peer.Numbering;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a process numbers processes as this one does; pid_namespaces(7).
 *
 * <p>The links in {@code /proc/PID/ns} would say so too, but take CAP_SYS_PTRACE where the process
 * is another account's. The line {@code NSpid} of {@code /proc/PID/status} (Linux 4.1) is open to
 * all: the numbers that the process has, from the namespace of this {@code /proc} down to its own.
 * One number alone means that it lives in the namespace of this {@code /proc}.
 */
public final class PidNamespaces {

  private static final Logger LOG = LoggerFactory.getLogger(PidNamespaces.class);
  private static final String NUMBERS = "NSpid:";

  private final ProcFs proc;

  /** Looks into the given procfs. */
  public PidNamespaces(Path proc) {
    this.proc = new ProcFs(proc);
  }

  /** How the process with that number counts. It has to be held by whoever asks. */
  public Numbering of(int pid) {
    try {
      if (depth("self") != 1) {
        throw new IOException("/proc is of another PID namespace than this process");
      }
      return depth(Integer.toString(pid)) == 1 ? Numbering.SAME : Numbering.OTHER;
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("pid", pid)
          .addKeyValue("reason", e.getMessage())
          .log("a PID namespace cannot be told");
      return Numbering.UNKNOWN;
    }
  }

  /** How many numbers the process has. */
  private int depth(String process) throws IOException {
    return proc.read(process, "status")
        .lines()
        .filter(line -> line.startsWith(NUMBERS))
        .mapToInt(line -> line.substring(NUMBERS.length()).strip().split("\\s+").length)
        .findFirst()
        .orElseThrow(
            () -> new IOException("/proc/%s/status has no line %s".formatted(process, NUMBERS)));
  }
}
