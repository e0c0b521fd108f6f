package dev.attestor.core.locate;

/** How a container is kept apart from its host, as far as the platform can see. */
public enum Isolation {
  /** The platform cannot see it. */
  UNSEEN,
  /** A Windows container with a view of its own of the system ("process isolation"). */
  PROCESS,
  /** A Windows HostProcess container: a job on the host, and nothing more. */
  HOST_PROCESS
}
