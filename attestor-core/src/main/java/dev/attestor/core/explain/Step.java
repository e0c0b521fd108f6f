package dev.attestor.core.explain;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One step of an attestation.
 *
 * @param at when it ended, since the attestation began
 * @param what the part that it belongs to, such as {@code cgroup}
 * @param said what came of it, in one sentence
 * @param evidence what that rests on, by name, in order
 */
public record Step(Duration at, String what, String said, Map<String, String> evidence) {

  /** Copies the evidence. */
  public Step {
    evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
  }
}
