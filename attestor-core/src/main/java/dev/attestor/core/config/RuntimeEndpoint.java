package dev.attestor.core.config;

import java.nio.file.Path;

/** The address at which this node's container runtime serves the CRI. */
public sealed interface RuntimeEndpoint {

  /** Any of the usual places of this system. */
  record Usual() implements RuntimeEndpoint {}

  /** A Unix socket. */
  record UnixSocket(Path path) implements RuntimeEndpoint {}

  /**
   * A named pipe of Windows.
   *
   * @param path its whole name, such as {@code \\.\pipe\containerd-containerd}
   */
  record NamedPipe(String path) implements RuntimeEndpoint {}
}
