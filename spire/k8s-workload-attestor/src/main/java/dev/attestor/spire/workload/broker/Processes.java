package dev.attestor.spire.workload.broker;

import dev.attestor.core.attest.Attestation;
import dev.attestor.core.attest.WorkloadAttestor;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.Selectors;
import dev.attestor.kubernetes.objects.ObjectKey;
import dev.attestor.kubernetes.objects.ObjectType;
import java.util.concurrent.CompletableFuture;

/** Answers about processes. */
final class Processes {

  private final WorkloadAttestor attestor;
  private final ClusterApi cluster;

  Processes(WorkloadAttestor attestor, ClusterApi cluster) {
    this.attestor = attestor;
    this.cluster = cluster;
  }

  /** The selectors of a process; none if it is in no pod, which needs no review. */
  CompletableFuture<Selectors> attest(Access access, int pid) {
    CompletableFuture<Attestation> attested = attestor.attest(pid);
    if (access.broker().isEmpty()) {
      return Cancelling.with(attested, attested.thenApply(Attestation::selectors));
    }
    return Cancelling.then(
        Untold.in(attested, Untold::ofProcess), attestation -> review(access, attestation));
  }

  private CompletableFuture<Selectors> review(Access access, Attestation attestation) {
    if (!(attestation instanceof Attestation.InPod in)) {
      return CompletableFuture.completedFuture(attestation.selectors());
    }
    Pod pod = in.placement().pod();
    CompletableFuture<Void> allowed =
        cluster.review(access, false, ObjectType.PODS, new ObjectKey(pod.namespace(), pod.name()));
    return Cancelling.with(allowed, allowed.thenApply(nothing -> attestation.selectors()));
  }
}
