package dev.attestor.spire.workload.broker;

import dev.attestor.core.attest.NamedPods;
import dev.attestor.core.config.BrokerConfig.PodScope;
import dev.attestor.core.error.Causes;
import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Placement;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodQuery;
import dev.attestor.core.pod.Selectors;
import dev.attestor.kubernetes.objects.ClusterObjects;
import dev.attestor.kubernetes.objects.ObjectKey;
import dev.attestor.kubernetes.objects.ObjectType;
import dev.attestor.spire.workload.broker.Reference.KubernetesObject;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers about pods: those that the kubelet lists, and with the scope "cluster" all. */
final class Pods {

  private static final Logger LOG = LoggerFactory.getLogger(Pods.class);

  private final NamedPods node;
  private final boolean kubeletDisabled;
  private final boolean signed;
  private final ClusterApi cluster;

  /**
   * Creates the answers.
   *
   * @param signed whether the images of pods must verify, if {@code sigstore} is configured
   */
  Pods(NamedPods node, boolean kubeletDisabled, boolean signed, ClusterApi cluster) {
    this.node = node;
    this.kubeletDisabled = kubeletDisabled;
    this.signed = signed;
    this.cluster = cluster;
  }

  /**
   * The selectors of a pod. The review comes as soon as its name is known, so that a broker learns
   * nothing of a pod that it may not ask about, not even whether there is one.
   */
  CompletableFuture<Selectors> attest(Access access, KubernetesObject reference) {
    if (kubeletDisabled && access.scope() == PodScope.AGENT_NODE) {
      throw Refusals.impossible(
          "nobody asks the kubelet (disable_kubelet_client = true), so nothing is known of the pods of this node");
    }
    CompletableFuture<Void> allowed =
        reference
            .key()
            .map(key -> cluster.review(access, false, ObjectType.PODS, key))
            .orElseGet(() -> CompletableFuture.completedFuture(null));
    CompletableFuture<Placement> pod =
        Cancelling.then(allowed, nothing -> reviewed(access, reference));
    return Cancelling.then(
        pod, found -> Untold.in(node.selectors(found, signed), Untold::ofNamespace));
  }

  /** The pod, which the caller may learn of. */
  private CompletableFuture<Placement> reviewed(Access access, KubernetesObject reference) {
    CompletableFuture<Placement> pod =
        Cancelling.then(
            find(access, reference),
            found -> CompletableFuture.completedFuture(found.orElseThrow(Refusals::notFound)));
    return reference.key().isPresent()
        ? pod
        : Cancelling.then(
            pod,
            found -> {
              boolean underWay = access.scope() == PodScope.CLUSTER;
              CompletableFuture<Void> allowed =
                  cluster.review(access, underWay, ObjectType.PODS, key(found.pod()));
              return Cancelling.with(allowed, allowed.thenApply(nothing -> found));
            });
  }

  private static ObjectKey key(Pod pod) {
    return new ObjectKey(pod.namespace(), pod.name());
  }

  private CompletableFuture<Optional<Placement>> find(Access access, KubernetesObject reference) {
    PodQuery query =
        new PodQuery(
            reference.key().map(key -> new PodQuery.Name(key.namespace(), key.name())),
            reference.uid().map(PodUid::new));
    CompletableFuture<Optional<Placement>> found =
        access.scope() == PodScope.AGENT_NODE
            ? node.await(query)
            : Cancelling.then(
                node.find(query).exceptionally(Pods::elsewhere),
                pod ->
                    pod.isPresent() ? CompletableFuture.completedFuture(pod) : far(access, query));
    return Untold.in(found, Untold::ofPod);
  }

  /** The API server has the pod as well if the kubelet gives no list, or is not asked. */
  private static Optional<Placement> elsewhere(Throwable failure) {
    if (Causes.unwrap(failure) instanceof ConflictingEvidenceException conflict) {
      throw conflict;
    }
    LOG.atDebug().setCause(failure).log("The kubelet cannot tell of a pod");
    return Optional.empty();
  }

  private CompletableFuture<Optional<Placement>> far(Access access, PodQuery query) {
    boolean underWay = access.reviewed() && query.name().isPresent();
    return cluster.find(access, underWay, objects -> far(objects, query));
  }

  private static Optional<Placement> far(ClusterObjects objects, PodQuery query) {
    Optional<ObjectKey> key =
        query
            .name()
            .map(name -> new ObjectKey(name.namespace(), name.name()))
            .or(() -> query.uid().flatMap(uid -> objects.podNamed(uid.value())));
    Optional<Placement> pod =
        key.flatMap(objects::pod).flatMap(list -> new PodIndex(System.nanoTime(), list).pod(query));
    if (pod.isEmpty() && query.name().isEmpty()) {
      query.uid().ifPresent(uid -> objects.forgetPod(uid.value()));
    }
    return pod;
  }
}
