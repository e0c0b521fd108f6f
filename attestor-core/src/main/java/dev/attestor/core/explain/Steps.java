package dev.attestor.core.explain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collects the steps of one attestation, from any thread. Holds a limited number of them. */
public final class Steps {

  private static final int MAX_STEPS = 500;

  private final long began = System.nanoTime();
  private final List<Step> steps = new ArrayList<>();
  private int more;

  /** Begins now. */
  public Steps() {}

  /** Adds a step without evidence of its own. */
  public void add(String what, String said) {
    add(what, said, Map.of());
  }

  /** Adds a step. A caller that waits long may take more steps than are of interest. */
  public synchronized void add(String what, String said, Map<String, String> evidence) {
    if (steps.size() < MAX_STEPS) {
      steps.add(new Step(Duration.ofNanos(System.nanoTime() - began), what, said, evidence));
    } else {
      more++;
    }
  }

  Duration sinceBegin() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** The steps so far, and how many were left out. */
  synchronized List<Step> all() {
    List<Step> all = new ArrayList<>(steps);
    if (more > 0) {
      all.add(new Step(sinceBegin(), "steps", "%s more were left out".formatted(more), Map.of()));
    }
    return List.copyOf(all);
  }
}
