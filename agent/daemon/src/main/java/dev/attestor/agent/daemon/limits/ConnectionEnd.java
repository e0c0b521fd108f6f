package dev.attestor.agent.daemon.limits;

/** How a connection ended. */
enum ConnectionEnd {
  /** After calls that were answered. */
  OF_USE,
  /** Without any. */
  OF_NO_USE,
  /** For it broke a budget, or made us wait. */
  HUNG_UP_ON,
  /** It was told before. */
  KNOWN
}
