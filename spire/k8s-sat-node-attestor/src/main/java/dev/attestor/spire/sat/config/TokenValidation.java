package dev.attestor.spire.sat.config;

import dev.attestor.spire.sat.key.KeyFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How the tokens of a cluster are judged. */
public sealed interface TokenValidation {

  /**
   * By its public keys.
   *
   * @param reload how old keys may get before they are read again; empty: they stay
   * @param issuer the only issuer of tokens; empty: any
   */
  record ByKeys(KeyFiles files, Optional<Duration> reload, Optional<String> issuer)
      implements TokenValidation {}

  /**
   * By its API server.
   *
   * @param kubeconfig the way to it; empty: that of a pod
   */
  record ByReview(Optional<Path> kubeconfig) implements TokenValidation {}
}
