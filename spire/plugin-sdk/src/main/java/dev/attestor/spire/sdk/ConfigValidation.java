package dev.attestor.spire.sdk;

import java.util.List;

/**
 * What a plugin thinks of a configuration.
 *
 * @param valid whether {@link Configurable#configure} would take it
 * @param notes for people: problems, and hints about what works but should not be
 */
public record ConfigValidation(boolean valid, List<String> notes) {

  /** Copies the notes. */
  public ConfigValidation {
    notes = List.copyOf(notes);
  }
}
