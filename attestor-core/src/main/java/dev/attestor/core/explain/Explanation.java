package dev.attestor.core.explain;

import dev.attestor.core.error.Outcome;
import java.time.Duration;
import java.util.List;

/**
 * One attestation from beginning to end.
 *
 * @param answer the pod and container, or why there is none
 * @param took the time from beginning to end
 * @param selectors empty unless the process is in a pod
 */
public record Explanation(
    int pid,
    Outcome outcome,
    String answer,
    Duration took,
    List<Step> steps,
    List<Origin> selectors) {

  /** Copies the lists. */
  public Explanation {
    steps = List.copyOf(steps);
    selectors = List.copyOf(selectors);
  }

  /**
   * A selector and where its value comes from.
   *
   * @param selector without {@code k8s:}
   */
  public record Origin(String selector, String source) {}
}
