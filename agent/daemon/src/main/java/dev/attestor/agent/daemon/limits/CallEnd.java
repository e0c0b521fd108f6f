package dev.attestor.agent.daemon.limits;

/** How a call ended. */
public enum CallEnd {
  /** With an answer. */
  ANSWERED,
  /** Without one, for a reason that asking again may well remove. */
  FAILED,
  /** Without one, for something about the caller: asking again at once is of no use. */
  CALLERS_FAULT
}
