package dev.attestor.agent.daemon.unix;

import dev.attestor.agent.daemon.peer.PidScope;
import dev.attestor.linux.proc.ProcFs;
import dev.attestor.linux.proc.ProcessStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

  private final ProcFs proc;

  /** Looks into the given procfs. */
  public PidNamespaces(Path proc) {
    this.proc = new ProcFs(proc);
  }

  /** How the process with that number counts. It has to be held by whoever asks. */
  public PidScope of(int pid) {
    try {
      if (ProcessStatus.read(proc, "self").numbers().size() != 1) {
        throw new IOException("/proc is of another PID namespace than this process");
      }
      List<Integer> numbers = ProcessStatus.read(proc, Integer.toString(pid)).numbers();
      if (numbers.get(0) != pid) {
        throw new IOException(
            "/proc/%s/status is of a process with the number %s".formatted(pid, numbers.get(0)));
      }
      return numbers.size() == 1 ? PidScope.SAME : PidScope.OTHER;
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("pid", pid)
          .addKeyValue("reason", e.getMessage())
          .log("a PID namespace cannot be told");
      return PidScope.UNKNOWN;
    }
  }
}
