package dev.attestor.kubernetes.objects;

import dev.attestor.core.error.ApiServerException;
import dev.attestor.core.pod.PodList;
import dev.attestor.core.pod.PodListReader;
import dev.attestor.kubernetes.ApiCalls;
import dev.attestor.kubernetes.ApiQuestion;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The objects of a cluster, live from its API server. Methods wait for the answers, each request
 * for at most 10 s. Thread-safe.
 */
public final class ClusterObjects {

  private static final String METADATA =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

  private static final Duration LIST_PAUSE = Duration.ofSeconds(1);

  /** Every API server has these. */
  private static final ApiResource PODS =
      new ApiResource(ObjectType.PODS, "v1", "Pod", true, Set.of("get", "list"));

  private final ApiCalls calls;
  private final DiscoveredTypes types;
  private final UidLists lists;

  /** Sends no request yet. */
  public ClusterObjects(ApiCalls calls) {
    this.calls = calls;
    this.types = new DiscoveredTypes(calls, System::nanoTime);
    this.lists = new UidLists(calls, types, LIST_PAUSE, System::nanoTime);
  }

  /**
   * Finds a type whose names are exactly these.
   *
   * @throws ApiServerException if the API server cannot be asked
   */
  public Optional<ApiResource> resource(ObjectType type) {
    return types.find(type);
  }

  /**
   * The metadata of the object with a name; empty if there is none, or if it has no UID.
   *
   * @throws ApiServerException if the API server cannot be asked
   */
  public Optional<ObjectMetadata> object(ApiResource resource, ObjectKey key) {
    Optional<ObjectMetadata> read =
        calls.ask(
            ApiQuestion.get(resource.path(key), METADATA, get(resource)), MetadataReader::object);
    if (read.isEmpty()) {
      requireUnchanged(resource);
    }
    if (read.isPresent() && !read.get().isNamed(key)) {
      throw new ApiServerException(false, "the API server answered with another object");
    }
    return read.filter(object -> !object.uid().isEmpty());
  }

  /**
   * The metadata of the object with a UID; empty if there is none.
   *
   * @throws ApiServerException if the API server cannot be asked
   */
  public Optional<ObjectMetadata> object(ApiResource resource, String uid) {
    Optional<ObjectMetadata> found =
        lists
            .find(resource, uid)
            .flatMap(key -> object(resource, key))
            .filter(object -> object.uid().equals(uid));
    if (found.isEmpty()) {
      lists.forget(resource, uid);
    }
    return found;
  }

  /**
   * The whole pod with a name, in a list of one; empty if there is none.
   *
   * @throws ApiServerException if the API server cannot be asked
   */
  public Optional<PodList> pod(ObjectKey key) {
    return calls.ask(
        ApiQuestion.get(PODS.path(key), "application/json", get(PODS)), PodListReader::readPod);
  }

  /**
   * The name of the pod with a UID; empty if none had it when pods were listed.
   *
   * @throws ApiServerException if the API server cannot be asked
   */
  public Optional<ObjectKey> podNamed(String uid) {
    return lists.find(PODS, uid);
  }

  /** Forgets the name of a pod after the pod was not found under it. */
  public void forgetPod(String uid) {
    lists.forget(PODS, uid);
  }

  /** A type in another version has another path, so nothing is known of the object. */
  private void requireUnchanged(ApiResource resource) {
    if (types.hasChanged(resource)) {
      throw UidLists.changed(resource);
    }
  }

  private static String get(ApiResource resource) {
    return "\"get\" on \"%s\"".formatted(resource.type());
  }
}
