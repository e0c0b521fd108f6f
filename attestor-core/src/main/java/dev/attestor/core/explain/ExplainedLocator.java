package dev.attestor.core.explain;

import dev.attestor.core.error.AttestationException;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ProcessPin;
import java.util.LinkedHashMap;
import java.util.Map;

/** A platform, with a step for each piece of evidence and for the place that follows from them. */
final class ExplainedLocator implements ContainerLocator {

  private final ContainerLocator locator;
  private final Steps steps;

  private volatile Location location = new Location.Outside();

  ExplainedLocator(ContainerLocator locator, Steps steps) {
    this.locator = locator;
    this.steps = steps;
  }

  /** The place that was found last. */
  Location location() {
    return location;
  }

  @Override
  public ProcessPin pin(int pid) {
    ProcessPin pin = locator.pin(pid);
    steps.add(
        "process", "process %s is held, so that its number cannot change hands".formatted(pid));
    return pin;
  }

  @Override
  public Location locate(int pid, ProcessPin pin) {
    try {
      location =
          locator.locate(
              pid,
              pin,
              seen -> {
                Map<String, String> evidence = new LinkedHashMap<>();
                evidence.put("text", seen.text());
                evidence.put("taken from it", seen.taken());
                steps.add("evidence", seen.source(), evidence);
              });
      steps.add("place", words(location));
      return location;
    } catch (AttestationException e) {
      steps.add("place", "none: " + e.getMessage());
      throw e;
    }
  }

  private static String words(Location location) {
    if (location instanceof Location.InPod in) {
      return "the process runs in container %s of pod %s".formatted(in.container(), in.pod());
    }
    if (location instanceof Location.InContainer in) {
      return "the process runs in container %s; its pod is unknown so far"
          .formatted(in.container());
    }
    return "the process runs in no container of a pod";
  }

  @Override
  public boolean isQuick() {
    return locator.isQuick();
  }

  @Override
  public void close() {
    locator.close();
  }
}
