package dev.attestor.agent.daemon.service;

import com.google.protobuf.Timestamp;
import dev.attestor.agent.api.v1.Container;
import dev.attestor.agent.api.v1.Identity;
import dev.attestor.agent.api.v1.NotInPod;
import dev.attestor.agent.api.v1.Owner;
import dev.attestor.agent.api.v1.Pod;
import dev.attestor.agent.api.v1.Workload;
import dev.attestor.core.attest.Attestation;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.pod.Placement;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Converts answers to messages. */
final class IdentityMessages {

  private final Clock clock;

  IdentityMessages(Clock clock) {
    this.clock = clock;
  }

  Identity of(int pid, Attestation attestation) {
    Instant now = clock.instant();
    Identity.Builder identity = Identity.newBuilder().setPid(pid).setAttestedAt(timestamp(now));
    if (attestation instanceof Attestation.InPod in) {
      for (String selector : in.selectors().values()) {
        identity.addSelectors("k8s:" + selector);
      }
      long age = System.nanoTime() - in.placement().listedAt();
      identity.setWorkload(workload(in)).setFactsAsOf(timestamp(now.minusNanos(age)));
    } else {
      identity.setNotInPod(NotInPod.getDefaultInstance());
    }
    return identity.build();
  }

  /** The identity without the fields that change with every lookup. */
  static Identity undated(Identity identity) {
    return identity.toBuilder().clearAttestedAt().clearFactsAsOf().build();
  }

  static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  private static Workload workload(Attestation.InPod in) {
    Workload.Builder workload = Workload.newBuilder().setPod(pod(in.placement().pod()));
    in.placement()
        .container()
        .ifPresent(
            container ->
                workload.setContainer(container(container).addAllSignatures(signatures(in))));
    return workload.build();
  }

  private static Pod pod(dev.attestor.core.pod.Pod pod) {
    Pod.Builder message =
        Pod.newBuilder()
            .setUid(pod.uid().value())
            .setNamespace(pod.namespace())
            .setName(pod.name())
            .setServiceAccount(pod.serviceAccount())
            .setNodeName(pod.nodeName())
            // Sorted, so that equal answers are equal byte for byte.
            .putAllLabels(new TreeMap<>(pod.labels()));
    for (dev.attestor.core.pod.Owner owner : pod.owners()) {
      message.addOwners(
          Owner.newBuilder().setKind(owner.kind()).setName(owner.name()).setUid(owner.uid()));
    }
    return message.build();
  }

  private static Container.Builder container(dev.attestor.core.pod.Container container) {
    Container.Builder message =
        Container.newBuilder()
            .setKind(kind(container.kind()))
            .setName(container.name())
            .setImage(container.image())
            .setImageId(container.imageId());
    if (container.id() != null) {
      message.setId(container.id().value());
    }
    return message;
  }

  private static Container.Kind kind(ContainerKind kind) {
    return switch (kind) {
      case REGULAR -> Container.Kind.REGULAR;
      case INIT -> Container.Kind.INIT;
      case EPHEMERAL -> Container.Kind.EPHEMERAL;
    };
  }

  /** The selectors added to those of pod and container, except namespace labels. */
  private static List<String> signatures(Attestation.InPod in) {
    Placement placement = in.placement();
    Set<String> own = new HashSet<>(placement.selectors().values());
    return in.selectors().values().stream()
        .filter(value -> !own.contains(value) && !value.startsWith("ns-label:"))
        .toList();
  }
}
