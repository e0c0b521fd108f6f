package dev.attestor.spire.workload.broker;

import dev.attestor.kubernetes.ApiCalls;
import dev.attestor.kubernetes.objects.ClusterObjects;
import dev.attestor.kubernetes.objects.ObjectKey;
import dev.attestor.kubernetes.objects.ObjectType;
import dev.attestor.kubernetes.reviews.AccessReviews;
import dev.attestor.kubernetes.reviews.Action;
import dev.attestor.kubernetes.reviews.Verdict;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API server as brokers' calls use it. Nothing of the Kubernetes client is loaded before the
 * first call that needs it.
 */
final class ClusterApi implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterApi.class);
  private static final String VERB = "impersonate-via-spire";

  private final Supplier<ApiCalls> opening;
  private final FairPool pool = new FairPool(System::nanoTime);
  private @Nullable ApiCalls opened;
  private @Nullable ClusterObjects objects;

  ClusterApi(Supplier<ApiCalls> opening) {
    this.opening = opening;
  }

  /**
   * Reads the files that access needs, without a request.
   *
   * @throws dev.attestor.core.error.ApiServerException if they cannot be used
   */
  void prepare() {
    calls().prepare();
  }

  /**
   * Looks for objects, on a thread that may wait.
   *
   * @param underWay whether the call had a turn before
   */
  <T> CompletableFuture<T> find(Access access, boolean underWay, Function<ClusterObjects, T> look) {
    return pool.run(access.lane(), underWay, () -> look.apply(objects()));
  }

  /**
   * Succeeds if the caller may get the identity of an object, as far as that is reviewed.
   *
   * @param underWay whether the call had a turn before
   */
  CompletableFuture<Void> review(
      Access access, boolean underWay, ObjectType type, ObjectKey object) {
    return access.reviewed()
        ? pool.run(
            access.lane(),
            underWay,
            () -> {
              requireAllowed(access, type, object);
              return null;
            })
        : CompletableFuture.completedFuture(null);
  }

  /**
   * Returns if the caller may get the identity of an object, as far as that is reviewed. Waits for
   * the API server.
   *
   * @throws io.grpc.StatusRuntimeException if it may not
   */
  void requireAllowed(Access access, ObjectType type, ObjectKey object) {
    if (!access.reviewed()) {
      return;
    }
    String broker = access.lane();
    Action action =
        new Action(VERB, type.apiGroup(), type.plural(), object.namespace(), object.name());
    Verdict verdict = new AccessReviews(calls()).review(broker, action);
    if (!verdict.allowed()) {
      LOG.atWarn()
          .addKeyValue("broker", broker)
          .addKeyValue("type", type)
          .addKeyValue("object", object)
          .addKeyValue("reason", verdict.reason())
          .log("The API server does not allow a broker to get an identity");
      throw Refusals.denied(
          "broker \"%s\" may not get the identity that it asked for; it needs the verb \"%s\""
              .formatted(broker, VERB));
    }
    if (!verdict.reason().isEmpty()) {
      LOG.atDebug().addKeyValue("reason", verdict.reason()).log("The API server allows a broker");
    }
  }

  private synchronized ApiCalls calls() {
    ApiCalls calls = opened;
    if (calls == null) {
      calls = opening.get();
      opened = calls;
    }
    return calls;
  }

  private synchronized ClusterObjects objects() {
    ClusterObjects all = objects;
    if (all == null) {
      all = new ClusterObjects(calls());
      objects = all;
    }
    return all;
  }

  @Override
  public synchronized void close() {
    pool.close();
    if (opened != null) {
      opened.close();
    }
  }
}
