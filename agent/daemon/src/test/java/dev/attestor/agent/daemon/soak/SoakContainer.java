package dev.attestor.agent.daemon.soak;

import dev.attestor.windows.winapi.OwnJob;
import java.io.IOException;
import java.util.List;

/** A process in a job like a container's. */
record SoakContainer(SoakPod pod, Process process, OwnJob job) implements AutoCloseable {

  /** Starts a process that does nothing. */
  static SoakContainer idle(SoakPod pod) throws IOException {
    return start(pod, new ProcessBuilder("cmd.exe", "/c", "set /p line="));
  }

  /** Starts a program that waits for a line before it does anything. */
  static SoakContainer start(SoakPod pod, ProcessBuilder program) throws IOException {
    OwnJob job = OwnJob.create("\\Container_" + pod.container());
    Process process = program.start();
    job.add(process.pid());
    return new SoakContainer(pod, process, job);
  }

  int pid() {
    return Math.toIntExact(process.pid());
  }

  List<String> selectors() {
    return pod.selectors();
  }

  /** Ends its processes. */
  @Override
  public void close() {
    job.close();
    process.destroyForcibly();
  }
}
