package dev.attestor.core.explain;

import dev.attestor.core.error.Causes;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.Placement;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Pod lists, with a step for each: what the list says about the place that the platform named. */
final class ExplainedPods implements PodSource {

  private static final String WHAT = "pod list";

  private final PodSource pods;
  private final Steps steps;
  private final Supplier<Location> location;

  ExplainedPods(PodSource pods, Steps steps, Supplier<Location> location) {
    this.pods = pods;
    this.steps = steps;
    this.location = location;
  }

  @Override
  public CompletableFuture<PodIndex> fresh() {
    return told(pods.fresh());
  }

  @Override
  public CompletableFuture<PodIndex> newerThan(PodIndex seen, Duration pause) {
    return told(pods.newerThan(seen, pause));
  }

  /** The step comes before what follows from it. Whatever ends the answer withdraws the request. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callbacks' results are not needed.
  private CompletableFuture<PodIndex> told(CompletableFuture<PodIndex> list) {
    CompletableFuture<PodIndex> answer = new CompletableFuture<>();
    list.whenComplete(
        (index, failure) -> {
          if (failure == null) {
            tell(index);
            answer.complete(index);
          } else {
            answer.completeExceptionally(Causes.unwrap(failure));
          }
        });
    answer.whenComplete((index, failure) -> list.cancel(false));
    return answer;
  }

  private void tell(PodIndex list) {
    Location where = location.get();
    String size = "the kubelet lists %s pods".formatted(list.size());
    try {
      if (where instanceof Location.InPod in) {
        tell(size, "pod " + in.pod(), list.pod(in.pod()).or(() -> list.endedPod(in.pod())));
      } else if (where instanceof Location.InContainer in) {
        tell(
            size,
            "container " + in.container(),
            list.container(in.container()).or(() -> list.endedPod(in.container())));
      } else {
        steps.add(WHAT, size);
      }
    } catch (RuntimeException e) {
      // The attestation finds the same, and ends with it.
      steps.add(WHAT, "%s; %s".formatted(size, e.getMessage()));
    }
  }

  private void tell(String size, String what, Optional<Placement> found) {
    if (found.isEmpty()) {
      steps.add(WHAT, "%s, and no %s".formatted(size, what));
      return;
    }
    Pod pod = found.get().pod();
    Map<String, String> evidence = new LinkedHashMap<>();
    evidence.put("pod", pod.displayName());
    evidence.put("uid", pod.uid().value());
    evidence.put("phase", pod.phase());
    for (Container each : pod.containers()) {
      ContainerId id = each.id();
      evidence.put(
          "container " + each.name(),
          id == null ? "not started as far as the kubelet knows" : id.value());
    }
    steps.add(WHAT, "%s, %s among them".formatted(size, what), evidence);
  }

  @Override
  public CompletableFuture<PodIndex> expect(PodUid pod) {
    return pods.expect(pod);
  }

  @Override
  public boolean hasSeen(ContainerId container) {
    return pods.hasSeen(container);
  }

  @Override
  public void close() {
    pods.close();
  }
}
