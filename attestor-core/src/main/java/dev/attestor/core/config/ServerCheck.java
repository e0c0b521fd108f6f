package dev.attestor.core.config;

import java.nio.file.Path;
import java.util.Optional;

/** What the kubelet's certificate has to prove. */
public sealed interface ServerCheck {

  /** The file with the CAs that are trusted ({@code kubelet_ca_path}); empty if none is used. */
  default Optional<Path> caFile() {
    return Optional.empty();
  }

  /** Nothing ({@code skip_kubelet_verification}): whoever answers is believed. */
  record None() implements ServerCheck {}

  /** That it chains to a CA and is meant for servers; the name in it is not looked at. */
  record Chain(Path ca) implements ServerCheck {
    @Override
    public Optional<Path> caFile() {
      return Optional.of(ca);
    }
  }

  /** That, and that it was issued for a name. */
  record ChainAndName(Path ca, String name) implements ServerCheck {
    @Override
    public Optional<Path> caFile() {
      return Optional.of(ca);
    }
  }
}
