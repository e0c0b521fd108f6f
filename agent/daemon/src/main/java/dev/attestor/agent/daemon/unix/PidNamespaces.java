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
 * Whether a process has the same process IDs as this one; pid_namespaces(7).
 *
 * <p>The links in {@code /proc/PID/ns} would show this too, but require CAP_SYS_PTRACE for
 * processes of other accounts. The line {@code NSpid} of {@code /proc/PID/status} (Linux 4.1) is
 * readable for all. It lists the process IDs from the namespace of this {@code /proc} down to the
 * process's own. A single ID means that the process is in the namespace of this {@code /proc}.
 */
public final class PidNamespaces {

  private static final Logger LOG = LoggerFactory.getLogger(PidNamespaces.class);

  private final ProcFs proc;

  /** Reads the given procfs. */
  public PidNamespaces(Path proc) {
    this.proc = new ProcFs(proc);
  }

  /** The PID scope of a process. The caller must pin the process. */
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
          .log("a PID namespace cannot be determined");
      return PidScope.UNKNOWN;
    }
  }
}
