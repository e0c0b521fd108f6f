package dev.attestor.core.config;

import java.nio.file.Path;

/** The address of the CRI socket of this node's container runtime. */
public sealed interface RuntimeEndpoint {

  /** Any of the usual places that has a socket. */
  record Usual() implements RuntimeEndpoint {}

  /** A Unix socket. */
  record UnixSocket(Path path) implements RuntimeEndpoint {}
}
