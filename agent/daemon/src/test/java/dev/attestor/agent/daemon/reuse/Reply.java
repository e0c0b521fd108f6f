package dev.attestor.agent.daemon.reuse;

import dev.attestor.agent.api.v1.Identity;

/** What became of a call. */
sealed interface Reply {

  /** An answer: this is who the caller is. */
  record Answer(Identity identity) implements Reply {}

  /** Trailers alone, which are an error. */
  record Failure() implements Reply {}

  /** GOAWAY: the call was not looked at; another connection may be. */
  record TryAgain() implements Reply {}

  /** The agent hung up. */
  record HungUp() implements Reply {}
}
