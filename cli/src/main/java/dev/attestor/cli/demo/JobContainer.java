package dev.attestor.cli.demo;

import dev.attestor.windows.winapi.OwnJob;
import dev.attestor.windows.winapi.WinApiException;
import java.io.IOException;

/** A process in a real job, named like a container's job of the Host Compute Service. */
public final class JobContainer implements DemoContainer {

  private final Process process;
  private final OwnJob job;
  private final String path;

  private JobContainer(Process process, OwnJob job, String path) {
    this.process = process;
    this.job = job;
    this.path = path;
  }

  /** Starts the process. */
  public static JobContainer start(String podUid, String containerId)
      throws IOException, DemoException {
    String path = "\\Container_" + containerId;
    try {
      OwnJob job = OwnJob.create(path);
      // The process waits for a line that never arrives.
      Process process = new ProcessBuilder("cmd.exe", "/c", "set /p line=").start();
      JobContainer container = new JobContainer(process, job, path);
      try {
        job.add(process.pid());
        return container;
      } catch (WinApiException e) {
        container.close();
        throw e;
      }
    } catch (WinApiException e) {
      throw new DemoException(
          "a job cannot be created: " + e.getMessage(), "run it as SYSTEM or as an administrator");
    }
  }

  @Override
  public int pid() {
    return Math.toIntExact(process.pid());
  }

  @Override
  public String place() {
    return "the job " + path;
  }

  @Override
  public String cgroupRoot() {
    return "/";
  }

  @Override
  public void close() {
    job.close();
    process.destroyForcibly();
  }
}
