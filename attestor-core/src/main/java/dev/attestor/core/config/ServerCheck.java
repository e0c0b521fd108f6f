package dev.attestor.core.config;

import java.nio.file.Path;
import java.util.Optional;

/** How to verify the kubelet's certificate. */
public sealed interface ServerCheck {

  /** The file with the trusted CAs ({@code kubelet_ca_path}); empty if none is used. */
  default Optional<Path> caFile() {
    return Optional.empty();
  }

  /** Not at all ({@code skip_kubelet_verification}): every server is accepted. */
  record None() implements ServerCheck {}

  /** Requires that it chains to a CA and is valid for servers; its name is not verified. */
  record Chain(Path ca) implements ServerCheck {
    @Override
    public Optional<Path> caFile() {
      return Optional.of(ca);
    }
  }

  /** Requires the same as {@link Chain}, and that it is issued for a name. */
  record ChainAndName(Path ca, String name) implements ServerCheck {
    @Override
    public Optional<Path> caFile() {
      return Optional.of(ca);
    }
  }
}
