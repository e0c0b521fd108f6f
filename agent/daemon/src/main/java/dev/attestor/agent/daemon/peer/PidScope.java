package dev.attestor.agent.daemon.peer;

/** Whether a process ID means the same process to a caller as to the agent. */
public enum PidScope {
  SAME,
  OTHER,

  /** Unknown; the log gives the reason. */
  UNKNOWN
}
