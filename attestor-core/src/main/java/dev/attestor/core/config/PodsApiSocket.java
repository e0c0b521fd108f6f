package dev.attestor.core.config;

import java.nio.file.Path;

/**
 * The Unix socket on which a kubelet lists its pods.
 *
 * @param isRequired whether the configuration names it; otherwise it is the usual one, which is
 *     used where it is there
 */
public record PodsApiSocket(Path path, boolean isRequired) {

  /** The socket of a kubelet with the usual root directory. */
  public static final PodsApiSocket USUAL =
      new PodsApiSocket(Path.of("/var/lib/kubelet/pods-api/pods-api.sock"), false);
}
