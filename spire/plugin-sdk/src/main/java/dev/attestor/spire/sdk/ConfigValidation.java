package dev.attestor.spire.sdk;

import java.util.List;

/**
 * The result of validating a configuration.
 *
 * @param valid whether {@link Configurable#configure} would accept it
 * @param notes for people: problems, and hints about settings that work but should be changed
 */
public record ConfigValidation(boolean valid, List<String> notes) {

  /** Copies the notes. */
  public ConfigValidation {
    notes = List.copyOf(notes);
  }
}
