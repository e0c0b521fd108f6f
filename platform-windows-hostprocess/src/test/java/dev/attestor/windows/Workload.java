package dev.attestor.windows;

import dev.attestor.standin.StandInNode;
import dev.attestor.windows.winapi.OwnJob;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** A process in a job named for the container of a pod that a TLS kubelet stand-in lists. */
record Workload(StandInNode node, OwnJob job, Process process, Path config)
    implements AutoCloseable {

  static Workload start() throws IOException, GeneralSecurityException {
    Process process = new ProcessBuilder("cmd.exe", "/c", "set /p line=").start();
    StandInNode node = StandInNode.start();
    String container = node.containerId();
    OwnJob job = OwnJob.create("\\Container_" + container);
    job.add(process.pid());
    return new Workload(node, job, process, node.writeConfig("/"));
  }

  String pid() {
    return "" + process.pid();
  }

  @Override
  public void close() throws IOException {
    job.close();
    process.destroyForcibly();
    node.close();
  }
}
