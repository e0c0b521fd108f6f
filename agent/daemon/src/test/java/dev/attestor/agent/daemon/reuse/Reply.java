package dev.attestor.agent.daemon.reuse;

import dev.attestor.agent.api.v1.Identity;

/** The result of a call. */
sealed interface Reply {

  /** An answer: the caller's identity. */
  record Answer(Identity identity) implements Reply {}

  /** Only trailers: an error. */
  record Failure() implements Reply {}

  /** GOAWAY: the call was not processed; the caller may reconnect. */
  record Reconnect() implements Reply {}

  /** The agent closed the connection. */
  record HungUp() implements Reply {}
}
