package dev.attestor.cli.demo;

import java.io.IOException;

/**
 * A process in the place of a container's process. Closing it ends the process and removes
 * everything.
 */
public interface DemoContainer extends AutoCloseable {

  /** Starts such a process on this platform. */
  @FunctionalInterface
  interface Starter {

    /**
     * Starts a process as if in the container of a pod.
     *
     * @throws DemoException if this host or account does not allow it
     */
    DemoContainer start(String podUid, String containerId) throws IOException, DemoException;
  }

  /** The process ID. */
  int pid();

  /** Where the process is, such as {@code the cgroup /a/b}. */
  String place();

  /** The cgroup below which the kubelet's would be; {@code /} if this has no meaning. */
  String cgroupRoot();

  @Override
  void close();
}
