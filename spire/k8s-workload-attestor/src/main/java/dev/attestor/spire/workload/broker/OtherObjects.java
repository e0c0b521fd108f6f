package dev.attestor.spire.workload.broker;

import dev.attestor.core.attest.NamedPods;
import dev.attestor.core.pod.Selectors;
import dev.attestor.input.text.ForeignText;
import dev.attestor.kubernetes.objects.ApiResource;
import dev.attestor.kubernetes.objects.ClusterObjects;
import dev.attestor.kubernetes.objects.ObjectKey;
import dev.attestor.kubernetes.objects.ObjectMetadata;
import dev.attestor.spire.workload.broker.Reference.KubernetesObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Answers about objects that are no pods, from the API server. */
final class OtherObjects {

  private final NamedPods node;
  private final boolean refused;
  private final ClusterApi cluster;

  /**
   * Creates the answers.
   *
   * @param refused whether images must verify, which these objects do not have
   */
  OtherObjects(NamedPods node, boolean refused, ClusterApi cluster) {
    this.node = node;
    this.refused = refused;
    this.cluster = cluster;
  }

  /** The selectors of an object. */
  CompletableFuture<Selectors> attest(Access access, KubernetesObject reference) {
    if (access.broker().isEmpty()) {
      throw Refusals.denied("only brokers may ask about objects other than pods");
    }
    if (refused) {
      throw Refusals.impossible(
          "sigstore is configured, and an object other than a pod has no image to verify;"
              + " experimental.broker.skip_signatures = true would let it pass");
    }
    return Cancelling.then(
        cluster.find(access, false, objects -> find(access, objects, reference)),
        found ->
            found.resource().namespaced()
                ? Untold.in(
                        node.namespaceSelectors(found.object().namespace()), Untold::ofNamespace)
                    .thenApply(found::with)
                : CompletableFuture.completedFuture(found.with(List.of())));
  }

  private record Found(ApiResource resource, ObjectMetadata object) {

    Selectors with(List<String> more) {
      List<String> values = new ArrayList<>(ObjectSelectors.of(resource, object));
      values.addAll(more);
      return Selectors.of(values);
    }
  }

  /** With a name, the review comes before anything is known of the object. */
  private Found find(Access access, ClusterObjects objects, KubernetesObject reference) {
    ApiResource resource = objects.resource(reference.type()).orElseThrow(() -> unknown(reference));
    require(resource, "get");
    ObjectMetadata object;
    if (reference.key().isPresent()) {
      ObjectKey key = reference.key().get();
      requireScope(resource, key);
      cluster.requireAllowed(access, resource.type(), key);
      object = objects.object(resource, key).orElseThrow(Refusals::notFound);
      if (reference.uid().isPresent() && !reference.uid().get().equals(object.uid())) {
        throw Refusals.notFound();
      }
    } else {
      require(resource, "list");
      object =
          objects.object(resource, reference.uid().orElseThrow()).orElseThrow(Refusals::notFound);
      cluster.requireAllowed(
          access, resource.type(), new ObjectKey(object.namespace(), object.name()));
    }
    return new Found(resource, object);
  }

  private static RuntimeException unknown(KubernetesObject reference) {
    return Refusals.badReference(
        "the API server has no type with the plural \"%s\" in the group \"%s\""
            .formatted(
                ForeignText.quoted(reference.type().plural()),
                ForeignText.quoted(reference.type().group())));
  }

  private static void require(ApiResource resource, String verb) {
    if (!resource.verbs().contains(verb)) {
      throw Refusals.badReference(
          "objects of the type \"%s\" cannot be found: it has no \"%s\""
              .formatted(resource.type(), verb));
    }
  }

  private static void requireScope(ApiResource resource, ObjectKey key) {
    if (resource.namespaced() == key.namespace().isEmpty()) {
      throw Refusals.badReference(
          resource.namespaced()
              ? "the key of an object of the type \"%s\" needs a namespace"
                  .formatted(resource.type())
              : "objects of the type \"%s\" are in no namespace, but the key names one"
                  .formatted(resource.type()));
    }
  }
}
