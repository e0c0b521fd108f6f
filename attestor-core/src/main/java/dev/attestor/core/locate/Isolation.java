package dev.attestor.core.locate;

/** How a container is isolated from its host, as far as the platform can see. */
public enum Isolation {
  /** The platform cannot see it. */
  UNSEEN,
  /** A Windows container with its own view of the system ("process isolation"). */
  PROCESS,
  /** A Windows HostProcess container, which is only a job on the host. */
  HOST_PROCESS
}
