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
   * By the keys that the cluster publishes.
   *
   * @param place where it publishes them
   * @param refresh how old keys may get before they are read again
   * @param most how old keys may get while they cannot be read
   * @param issuers the only issuers of tokens; empty: any
   */
  record ByPublishedKeys(
      KeyPublication place, Duration refresh, Duration most, List<String> issuers)
      implements TokenValidation {

    /** Copies the list. */
    public ByPublishedKeys {
      issuers = List.copyOf(issuers);
    }
  }

  /** Where a cluster publishes its keys. */
  sealed interface KeyPublication {

    /**
     * At the issuer of its tokens, by OpenID Connect Discovery.
     *
     * @param authorities the only CAs that the issuer's certificate may chain to; empty: those of
     *     the Java runtime
     */
    record Issuer(String issuer, Optional<Path> authorities) implements KeyPublication {}

    /**
     * At its API server.
     *
     * @param kubeconfig the kubeconfig; if empty, the service account of this pod is used
     */
    record ApiServer(Optional<Path> kubeconfig) implements KeyPublication {}
  }

  /**
   * With the cluster's API server.
   *
   * @param kubeconfig the kubeconfig; if empty, the service account of this pod is used
   */
  record ByReview(Optional<Path> kubeconfig) implements TokenValidation {}
}
