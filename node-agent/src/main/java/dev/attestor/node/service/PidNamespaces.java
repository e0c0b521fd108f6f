package dev.attestor.node.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a process numbers processes as this one does; pid_namespaces(7). */
public final class PidNamespaces {

  private static final Logger LOG = LoggerFactory.getLogger(PidNamespaces.class);

  private final Path proc;

  /** Looks into the given procfs. */
  public PidNamespaces(Path proc) {
    this.proc = proc;
  }

  /** In doubt, no. */
  public boolean isShared(int pid) {
    try {
      return link(Integer.toString(pid)).equals(link("self"));
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("pid", pid).setCause(e).log("a PID namespace cannot be told");
      return false;
    }
  }

  private Path link(String process) throws IOException {
    return Files.readSymbolicLink(proc.resolve(process).resolve("ns/pid"));
  }
}
