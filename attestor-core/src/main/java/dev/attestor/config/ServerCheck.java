package dev.attestor.config;

import java.nio.file.Path;

/** What the kubelet's certificate has to prove. */
public sealed interface ServerCheck {

  /** Nothing ({@code skip_kubelet_verification}): whoever answers is believed. */
  record None() implements ServerCheck {}

  /** That it chains to a CA and is meant for servers; the name in it is not looked at. */
  record Chain(Path ca) implements ServerCheck {}

  /** That, and that it was issued for a name. */
  record ChainAndName(Path ca, String name) implements ServerCheck {}
}
