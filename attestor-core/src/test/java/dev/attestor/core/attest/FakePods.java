package dev.attestor.core.attest;

import dev.attestor.core.error.AttestationException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.pod.DeclaredContainer;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodList;
import dev.attestor.core.pod.PodSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Pod lists or failures that a test publishes. */
final class FakePods implements PodSource {

  private final List<CompletableFuture<PodIndex>> wishes = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private final List<ContainerId> seen = new ArrayList<>();
  private @Nullable PodIndex young;
  private boolean closed;

  /** Starts with a fresh list. */
  FakePods with(Pod... pods) {
    young = new PodIndex(System.nanoTime(), List.of(pods));
    return this;
  }

  /** Starts with this list. */
  FakePods with(PodIndex list) {
    young = list;
    return this;
  }

  /** Starts with a list of another time. */
  FakePods with(long requestedAt, Pod... pods) {
    young = new PodIndex(requestedAt, List.of(pods));
    return this;
  }

  /** Starts with a fresh list. */
  FakePods with(PodList list) {
    young = new PodIndex(System.nanoTime(), list);
    return this;
  }

  @Override
  public CompletableFuture<PodIndex> fresh() {
    return wish(young);
  }

  @Override
  public CompletableFuture<PodIndex> newerThan(PodIndex seen, Duration pause) {
    pauses.add(pause);
    return wish(null);
  }

  @Override
  public boolean hasSeen(ContainerId container) {
    return seen.contains(container);
  }

  /** An earlier list contained that container. */
  FakePods seen(String container) {
    seen.add(new ContainerId(container));
    return this;
  }

  private CompletableFuture<PodIndex> wish(@Nullable PodIndex list) {
    CompletableFuture<PodIndex> wish = new CompletableFuture<>();
    if (list != null) {
      wish.complete(list);
    }
    wishes.add(wish);
    return wish;
  }

  /** Answers the last request. */
  void publish(Pod... pods) {
    lastWish().complete(new PodIndex(wishes.size(), List.of(pods)));
  }

  /** Answers the last request with a list requested at this moment. */
  void publishNow(Pod... pods) {
    lastWish().complete(new PodIndex(System.nanoTime(), List.of(pods)));
  }

  void fail(AttestationException failure) {
    lastWish().completeExceptionally(failure);
  }

  CompletableFuture<PodIndex> lastWish() {
    return wishes.get(wishes.size() - 1);
  }

  /** How many lists were requested. */
  int wishes() {
    return wishes.size();
  }

  /** The pauses that callers allowed. */
  List<Duration> pauses() {
    return pauses;
  }

  @Override
  public void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * A pod named after its UID, whose only container has not started as far as the kubelet knows.
   */
  static Pod starting(String uid) {
    return pending(uid, List.of(new DeclaredContainer(ContainerKind.REGULAR, "main", "image")));
  }

  /** A pod named after its UID that is starting, with what it declares and what has a status. */
  static Pod pending(String uid, List<DeclaredContainer> declared, Container... status) {
    return new Pod(
        new PodUid(uid),
        "ns",
        uid + "-name",
        "sa",
        "node",
        "Pending",
        Map.of(),
        List.of(),
        declared,
        List.of(status));
  }

  /** A pod named after its UID, with one container. */
  static Pod pod(String uid, ContainerKind kind, String container) {
    return new Pod(
        new PodUid(uid),
        "ns",
        uid + "-name",
        "sa",
        "node",
        "Running",
        Map.of(),
        List.of(),
        List.of(new DeclaredContainer(kind, "main", "image")),
        List.of(
            new Container(kind, "main", "image", "image-id", new ContainerId(container), true)));
  }
}
