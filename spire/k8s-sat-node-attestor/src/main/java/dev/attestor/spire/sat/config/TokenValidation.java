package dev.attestor.spire.sat.config;

import dev.attestor.spire.sat.key.KeyFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the tokens of a cluster are validated. */
public sealed interface TokenValidation {

  /**
   * By its public keys.
   *
   * @param reload how old keys may get before they are read again; empty: they stay
   * @param issuers the only issuers of tokens; empty: any
   */
  record ByKeys(KeyFiles files, Optional<Duration> reload, List<String> issuers)
      implements TokenValidation {

    /** Copies the list. */
    public ByKeys {
      issuers = List.copyOf(issuers);
    }
  }

  /**
   * With the cluster's API server.
   *
   * @param kubeconfig the kubeconfig; if empty, the service account of this pod is used
   */
  record ByReview(Optional<Path> kubeconfig) implements TokenValidation {}
}
