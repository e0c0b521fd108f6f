package dev.attestor.cli.demo;

import java.io.IOException;

/** A process where a container's would be. Closing it ends the process and leaves nothing. */
public interface DemoContainer extends AutoCloseable {

  /** Starts one on this platform. */
  @FunctionalInterface
  interface Starter {

    /**
     * Starts a process as in the container of a pod.
     *
     * @throws DemoException if this host or account does not allow it
     */
    DemoContainer start(String podUid, String containerId) throws IOException, DemoException;
  }

  /** The process. */
  int pid();

  /** Where it is, such as {@code the cgroup /a/b}. */
  String place();

  /** The cgroup below which the kubelet's would be; {@code /} where that means nothing. */
  String cgroupRoot();

  @Override
  void close();
}
