package dev.attestor.kubernetes.objects;

import dev.attestor.core.error.ApiServerException;
import dev.attestor.input.stream.StreamTooLargeException;
import dev.attestor.kubernetes.ApiCalls;
import dev.attestor.kubernetes.ApiQuestion;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names of objects by their UIDs, which takes a list of all objects of the type. Callers
 * who ask while a list of their type is read share the next one, and there is one a second at most.
 * A UID that is in no list is remembered for 5 s. A name that was found is remembered for longer,
 * because an object never changes its name; whoever uses it must look whether the object is still
 * there. Thread-safe.
 */
final class UidLists {

  private static final Duration UNKNOWN = Duration.ofSeconds(5);
  private static final Duration MAX_DURATION = Duration.ofSeconds(60);
  private static final int MAX_REMEMBERED = 2_000;
  private static final int[] PAGES = {250, 50, 10, 2};
  private static final String METADATA =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

  private final ApiCalls calls;
  private final DiscoveredTypes types;
  private final Duration pause;
  private final LongSupplier clock;

  // All guarded by this; what became of a batch is guarded by the lock of its type.
  private final Map<ObjectType, Batch> collecting = new HashMap<>();
  private final Map<ObjectType, ReentrantLock> reading = new HashMap<>();
  private final Map<ObjectType, Long> listedAt = new HashMap<>();
  private final Map<Wanted, ObjectKey> found = bounded();
  private final Map<Wanted, Long> missing = bounded();

  private record Wanted(ObjectType type, String uid) {}

  /** The UIDs that the next list of a type is for, and then what became of it. */
  private static final class Batch {
    private final Set<String> uids = new HashSet<>();
    private boolean done;
    private Map<String, ObjectKey> names = Map.of();
    private @Nullable ApiServerException failure;
  }

  /**
   * Lists nothing yet.
   *
   * @param pause between the starts of two lists of a type
   */
  UidLists(ApiCalls calls, DiscoveredTypes types, Duration pause, LongSupplier clock) {
    this.calls = calls;
    this.types = types;
    this.pause = pause;
    this.clock = clock;
  }

  /**
   * Returns the name of an object that had this UID when it was listed; empty if there was none.
   *
   * @throws ApiServerException if the objects cannot be listed
   */
  Optional<ObjectKey> find(ApiResource resource, String uid) {
    Wanted wanted = new Wanted(resource.type(), uid);
    Batch batch;
    ReentrantLock lock;
    synchronized (this) {
      ObjectKey key = found.get(wanted);
      Long missedAt = missing.get(wanted);
      if (key != null) {
        return Optional.of(key);
      }
      if (missedAt != null && clock.getAsLong() - missedAt < UNKNOWN.toNanos()) {
        return Optional.empty();
      }
      batch = collecting.computeIfAbsent(resource.type(), type -> new Batch());
      batch.uids.add(uid);
      lock = reading.computeIfAbsent(resource.type(), type -> new ReentrantLock());
    }
    lock.lock();
    try {
      if (!batch.done) {
        readFor(batch, resource);
      }
    } finally {
      lock.unlock();
    }
    if (batch.failure != null) {
      throw batch.failure;
    }
    return Optional.ofNullable(batch.names.get(uid));
  }

  /** Forgets a name under which the object was not found. */
  synchronized void forget(ApiResource resource, String uid) {
    found.remove(new Wanted(resource.type(), uid));
  }

  private void readFor(Batch batch, ApiResource resource) {
    waitForTurn(resource.type());
    Set<String> uids;
    synchronized (this) {
      listedAt.put(resource.type(), clock.getAsLong());
      collecting.remove(resource.type(), batch);
      uids = Set.copyOf(batch.uids);
    }
    long now = clock.getAsLong();
    try {
      batch.names = list(resource, uids);
      synchronized (this) {
        batch.names.forEach((uid, key) -> found.put(new Wanted(resource.type(), uid), key));
        uids.stream()
            .filter(uid -> !batch.names.containsKey(uid))
            .forEach(uid -> missing.put(new Wanted(resource.type(), uid), now));
      }
    } catch (ApiServerException e) {
      batch.failure = e;
    } finally {
      batch.done = true;
    }
  }

  /** While it waits, more callers join the batch. */
  private void waitForTurn(ObjectType type) {
    Long before;
    synchronized (this) {
      before = listedAt.get(type);
    }
    long left = before == null ? 0 : before + pause.toNanos() - clock.getAsLong();
    try {
      TimeUnit.NANOSECONDS.sleep(left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiServerException(true, "the attestor is being closed", e);
    }
  }

  /** The names of those that are listed. Ends with the last of them. */
  private Map<String, ObjectKey> list(ApiResource resource, Set<String> uids) {
    Map<String, ObjectKey> names = new HashMap<>();
    long began = clock.getAsLong();
    String from = "";
    int size = 0;
    boolean more = true;
    while (more && names.size() < uids.size()) {
      requireTime(resource, began);
      try {
        from = page(resource, PAGES[size], from, uids, names);
        more = !from.isEmpty();
      } catch (ApiServerException e) {
        // Whoever may create objects decides how large a page is.
        if (!(e.getCause() instanceof StreamTooLargeException) || size == PAGES.length - 1) {
          throw e;
        }
        size++;
      }
    }
    return names;
  }

  private void requireTime(ApiResource resource, long began) {
    if (clock.getAsLong() - began > MAX_DURATION.toNanos()) {
      throw new ApiServerException(
          true,
          "the list of all \"%s\" took longer than %s s; a reference with a name needs no list"
              .formatted(resource.type(), MAX_DURATION.toSeconds()));
    }
  }

  /** Returns where the next page continues; empty after the last one. */
  private String page(
      ApiResource resource, int size, String from, Set<String> uids, Map<String, ObjectKey> names) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("limit", String.valueOf(size));
    if (!from.isEmpty()) {
      parameters.put("continue", from);
    }
    String right = "\"list\" on \"%s\"".formatted(resource.type());
    return calls
        .ask(
            ApiQuestion.get(resource.path(), METADATA, right).with(parameters),
            body ->
                ListReader.page(
                    body,
                    object -> {
                      if (uids.contains(object.uid())) {
                        object.key().ifPresent(key -> names.put(object.uid(), key));
                      }
                    }))
        .orElseThrow(() -> gone(resource));
  }

  /** Without a list, nothing is known of the objects, even if the type is still served. */
  private ApiServerException gone(ApiResource resource) {
    return types.hasChanged(resource)
        ? changed(resource)
        : new ApiServerException(
            true,
            "the API server has no list of \"%s\", although it serves them as \"%s\"; ask again"
                .formatted(resource.type(), resource.apiVersion()));
  }

  /** Nothing is known of an object whose type is not served as it was when it was discovered. */
  static ApiServerException changed(ApiResource resource) {
    return new ApiServerException(
        true,
        "the API server serves \"%s\" no longer as \"%s\"; ask again"
            .formatted(resource.type(), resource.apiVersion()));
  }

  private static <K, V> Map<K, V> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > MAX_REMEMBERED;
      }
    };
  }
}
