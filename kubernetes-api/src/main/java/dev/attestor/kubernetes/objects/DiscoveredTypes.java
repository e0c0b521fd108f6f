package dev.attestor.kubernetes.objects;

import dev.attestor.core.error.ApiServerException;
import dev.attestor.kubernetes.ApiCalls;
import dev.attestor.kubernetes.ApiQuestion;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The types that the API server serves. They are read again after a minute, and earlier for a type
 * that is not among them, because it may be new; but at most every 5 s. Thread-safe.
 */
final class DiscoveredTypes {

  private static final Duration KNOWN = Duration.ofMinutes(1);
  private static final Duration UNKNOWN = Duration.ofSeconds(5);
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
          + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";
  private static final String RIGHT = "the ClusterRole system:discovery";

  private final ApiCalls calls;
  private final LongSupplier clock;

  private volatile Snapshot last = Snapshot.NONE;

  /** Guarded by this; null while nobody reads. */
  private @Nullable CompletableFuture<Snapshot> underWay;

  private record Snapshot(Map<ObjectType, ApiResource> types, OptionalLong readAt) {

    private static final Snapshot NONE = new Snapshot(Map.of(), OptionalLong.empty());

    boolean isYounger(Duration age, long now) {
      return readAt.isPresent() && now - readAt.getAsLong() < age.toNanos();
    }

    /** Whether it is young enough to tell of a type. */
    boolean tells(ObjectType type, long now) {
      return isYounger(types.containsKey(type) ? KNOWN : UNKNOWN, now);
    }
  }

  DiscoveredTypes(ApiCalls calls, LongSupplier clock) {
    this.calls = calls;
    this.clock = clock;
  }

  /**
   * Finds a type whose names are exactly these. Waits only if the types must be read again; all who
   * wait share one read, and its failure.
   *
   * @throws ApiServerException if the types cannot be read
   */
  Optional<ApiResource> find(ObjectType type) {
    Snapshot known = known(snapshot -> snapshot.tells(type, clock.getAsLong()));
    return Optional.ofNullable(known.types().get(type));
  }

  /**
   * Whether the API server serves a type no longer in this way; to be asked if it has no such path.
   *
   * @throws ApiServerException if the types cannot be read
   */
  boolean hasChanged(ApiResource resource) {
    Snapshot known = known(snapshot -> snapshot.isYounger(UNKNOWN, clock.getAsLong()));
    return !resource.equals(known.types().get(resource.type()));
  }

  private Snapshot known(Predicate<Snapshot> isEnough) {
    Snapshot known = last;
    if (isEnough.test(known)) {
      return known;
    }
    CompletableFuture<Snapshot> shared;
    boolean reads;
    synchronized (this) {
      if (isEnough.test(last)) {
        return last;
      }
      CompletableFuture<Snapshot> others = underWay;
      reads = others == null;
      shared = others == null ? new CompletableFuture<>() : others;
      underWay = shared;
    }
    if (reads) {
      readFor(shared);
    }
    try {
      return shared.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ApiServerException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private void readFor(CompletableFuture<Snapshot> waiting) {
    try {
      long now = clock.getAsLong();
      Snapshot read = new Snapshot(read(), OptionalLong.of(now));
      last = read;
      end();
      waiting.complete(read);
    } catch (RuntimeException | Error e) {
      end();
      waiting.completeExceptionally(e);
    }
  }

  private synchronized void end() {
    underWay = null;
  }

  private Map<ObjectType, ApiResource> read() {
    Map<ObjectType, ApiResource> found = new HashMap<>();
    for (String path : new String[] {"/api", "/apis"}) {
      Optional<Boolean> read =
          calls.ask(
              ApiQuestion.get(path, AGGREGATED, RIGHT),
              body -> {
                DiscoveryReader.read(body, found);
                return true;
              });
      if (read.isEmpty()) {
        throw new ApiServerException(false, "the API server has no " + path);
      }
    }
    return Map.copyOf(found);
  }
}
