package dev.attestor.agent.daemon.peer;

/** What the platform tells of processes that call. Whoever asks has pinned them. */
public interface CallerFacts {

  /** Whether a process ID means the same process to a caller as to the agent. */
  PidScope numbering(int callerPid);

  /**
   * Whether a process that was located in no pod runs in some other container, or in something like
   * it, such as a PID namespace of its own; in doubt true.
   *
   * @throws dev.attestor.core.error.ProcessException if it cannot be looked at
   */
  boolean inContainer(int pid);

  /**
   * Whose limits a process shares that was located in no pod.
   *
   * @throws dev.attestor.core.error.ProcessException if it cannot be looked at
   */
  String hostCaller(int pid, PeerUser user);
}
