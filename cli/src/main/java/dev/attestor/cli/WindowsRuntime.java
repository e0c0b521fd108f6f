package dev.attestor.cli;

import dev.attestor.core.config.RuntimeEndpoint;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.spi.ContainerRuntime;
import dev.attestor.local.pipe.PipeAddress;
import dev.attestor.runtime.CriRuntime;
import dev.attestor.runtime.RuntimeSockets;

/** The container runtime of a Windows node. Loaded only if it is configured. */
final class WindowsRuntime {

  private WindowsRuntime() {}

  /**
   * The runtime's pipe.
   *
   * @throws RefusedException if a socket is configured
   */
  static PipeAddress pipe(RuntimeEndpoint endpoint) {
    if (endpoint instanceof RuntimeEndpoint.NamedPipe pipe) {
      return PipeAddress.parse(pipe.path());
    }
    if (endpoint instanceof RuntimeEndpoint.UnixSocket socket) {
      throw new RefusedException(
          "container_runtime_endpoint is the Unix socket \"%s\", expected \"auto\" or a named pipe such as \"npipe:////./pipe/containerd-containerd\""
              .formatted(socket.path()));
    }
    return RuntimeSockets.usualPipe();
  }

  /** Connects in the background. */
  static ContainerRuntime open(PipeAddress pipe) {
    return CriRuntime.at(pipe);
  }
}
