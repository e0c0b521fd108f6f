package dev.attestor.spire.workload.broker;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.attestor.input.text.ForeignText;
import dev.attestor.kubernetes.objects.ObjectKey;
import dev.attestor.kubernetes.objects.ObjectType;
import dev.attestor.spire.sdk.proto.reference.KubernetesObjectReference;
import dev.attestor.spire.sdk.proto.reference.WorkloadPIDReference;
import java.util.Optional;

/** What a caller asks about. */
sealed interface Reference {

  String PREFIX = "type.googleapis.com/spiffe.broker.";
  String PROCESS = PREFIX + "WorkloadPIDReference";
  String KUBERNETES = PREFIX + "KubernetesObjectReference";

  /** A process of this node. */
  record NodeProcess(int pid) implements Reference {}

  /**
   * An object of the cluster, by name, UID, or both.
   *
   * @param type as the caller wrote it
   */
  record KubernetesObject(ObjectType type, Optional<ObjectKey> key, Optional<String> uid)
      implements Reference {

    boolean isPod() {
      return type.equals(ObjectType.PODS);
    }
  }

  /**
   * Reads a reference; ignores fields that it does not know.
   *
   * @throws io.grpc.StatusRuntimeException with {@code INVALID_ARGUMENT} if it is none
   */
  static Reference decode(Any message) {
    try {
      return switch (message.getTypeUrl()) {
        case PROCESS ->
            new NodeProcess(WorkloadPIDReference.parseFrom(message.getValue()).getPid());
        case KUBERNETES -> object(KubernetesObjectReference.parseFrom(message.getValue()));
        default ->
            throw Refusals.badReference(
                "references of type \"%s\" are not supported, expected \"%s\" or \"%s\""
                    .formatted(ForeignText.quoted(message.getTypeUrl()), PROCESS, KUBERNETES));
      };
    } catch (InvalidProtocolBufferException e) {
      throw Refusals.badReference("the reference cannot be read: " + e.getMessage());
    }
  }

  private static KubernetesObject object(KubernetesObjectReference message) {
    ObjectType type = new ObjectType(message.getType().getPlural(), message.getType().getGroup());
    if (type.plural().isEmpty() || type.group().isEmpty()) {
      throw Refusals.badReference(
          "the reference has no type, expected a plural such as \"pods\", and a group such as \"core\"");
    }
    Optional<ObjectKey> key =
        message.hasKey() ? Optional.of(key(message.getKey())) : Optional.empty();
    Optional<String> uid = Optional.of(message.getUid()).filter(text -> !text.isEmpty());
    uid.ifPresent(Reference::requireUid);
    if (key.isEmpty() && uid.isEmpty()) {
      throw Refusals.badReference("the reference has neither a key nor a UID");
    }
    KubernetesObject object = new KubernetesObject(type, key, uid);
    if (object.isPod() && key.isPresent() && key.get().namespace().isEmpty()) {
      throw Refusals.badReference("the key of a pod needs a namespace");
    }
    return object;
  }

  private static ObjectKey key(KubernetesObjectReference.Key key) {
    try {
      return new ObjectKey(key.getNamespace(), key.getName());
    } catch (IllegalArgumentException e) {
      throw Refusals.badReference("the key cannot be used: " + e.getMessage());
    }
  }

  /** The standard wants UUIDs, but the UIDs of static pods have another form. */
  private static void requireUid(String uid) {
    if (!ObjectKey.isPrintable(uid)) {
      throw Refusals.badReference(
          "the UID cannot be used, expected at most 253 bytes without control characters");
    }
  }
}
