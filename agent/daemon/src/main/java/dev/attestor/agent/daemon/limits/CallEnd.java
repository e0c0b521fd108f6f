package dev.attestor.agent.daemon.limits;

/** How a call ended. */
public enum CallEnd {
  /** With an answer. */
  ANSWERED,
  /** Without an answer, for a reason that may pass. */
  FAILED,
  /** Without an answer, because of the caller: an immediate retry is useless. */
  CALLERS_FAULT
}
