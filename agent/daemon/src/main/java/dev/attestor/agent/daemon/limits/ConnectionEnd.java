package dev.attestor.agent.daemon.limits;

/** How a connection ended. */
enum ConnectionEnd {
  /** After answered calls. */
  OF_USE,
  /** Without any answered call. */
  OF_NO_USE,
  /** Closed because it exceeded a budget or was too slow. */
  HUNG_UP_ON,
  /** Already recorded. */
  KNOWN
}
