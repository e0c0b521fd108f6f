package dev.attestor.core.config;

import java.nio.file.Path;

/** Where the container runtime of this node serves the CRI. */
public sealed interface RuntimeEndpoint {

  /** At whichever of the usual places there is a socket. */
  record Usual() implements RuntimeEndpoint {}

  /** At a Unix socket. */
  record UnixSocket(Path path) implements RuntimeEndpoint {}
}
