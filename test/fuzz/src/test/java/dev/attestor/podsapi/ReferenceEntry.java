package dev.attestor.podsapi;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.pod.Owner;
import dev.attestor.core.pod.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What selectors need of a pod, read from protobuf's tree of unknown fields. Containers are in the
 * order of their kinds, because a tree does not keep the order of different fields.
 */
record ReferenceEntry(
    List<String> names,
    Map<String, String> labels,
    List<Owner> owners,
    List<String> declared,
    List<String> containers) {

  static ReferenceEntry of(Pod pod) {
    List<String> declared = new ArrayList<>();
    List<String> containers = new ArrayList<>();
    for (ContainerKind kind : ContainerKind.values()) {
      pod.declared().stream()
          .filter(each -> each.kind() == kind)
          .forEach(each -> declared.add(each.name() + " " + each.image()));
      pod.containers(kind).forEach(each -> containers.add(text(each)));
    }
    return new ReferenceEntry(
        List.of(
            pod.uid().value(),
            pod.namespace(),
            pod.name(),
            pod.serviceAccount(),
            pod.nodeName(),
            pod.phase(),
            pod.reason()),
        pod.labels(),
        pod.owners(),
        declared,
        containers);
  }

  private static String text(Container each) {
    String id = each.id() == null ? "" : each.id().value();
    return String.join(" ", each.name(), each.image(), each.imageId(), id, "" + each.running());
  }

  /** The well-formed entries of a {@code ListPodsResponse}, and as many empty ones as malformed. */
  static List<ReferenceEntry> all(UnknownFieldSet list) {
    List<ReferenceEntry> all = new ArrayList<>();
    for (ByteString each : list.getField(1).getLengthDelimitedList()) {
      try {
        all.add(of(UnknownFieldSet.parseFrom(each)));
      } catch (InvalidProtocolBufferException e) {
        all.add(new ReferenceEntry(List.of(), Map.of(), List.of(), List.of(), List.of()));
      }
    }
    return all;
  }

  private static ReferenceEntry of(UnknownFieldSet pod) throws InvalidProtocolBufferException {
    UnknownFieldSet metadata = merged(pod, 1);
    String uid = text(metadata, 5);
    UnknownFieldSet spec = merged(pod, 2);
    UnknownFieldSet status = merged(pod, 3);
    Map<String, String> labels = new HashMap<>();
    for (UnknownFieldSet each : messages(metadata, 11)) {
      labels.put(text(each, 1), text(each, 2));
    }
    List<Owner> owners = new ArrayList<>();
    for (UnknownFieldSet each : messages(metadata, 13)) {
      owners.add(new Owner(text(each, 1), text(each, 3), text(each, 4)));
    }
    List<String> declared = new ArrayList<>();
    for (int field : new int[] {2, 20, 34}) {
      for (UnknownFieldSet each : messages(spec, field)) {
        UnknownFieldSet container = field == 34 ? merged(each, 1) : each;
        declared.add(text(container, 1) + " " + text(container, 2));
      }
    }
    List<String> containers = new ArrayList<>();
    for (int field : new int[] {8, 10, 13}) {
      for (UnknownFieldSet each : messages(status, field)) {
        containers.add(container(each));
      }
    }
    return new ReferenceEntry(
        List.of(
            uid.isEmpty() ? "" : new PodUid(uid).value(),
            text(metadata, 3),
            text(metadata, 1),
            text(spec, 8),
            text(spec, 10),
            text(status, 1),
            text(status, 4)),
        labels,
        owners,
        declared,
        containers);
  }

  private static String container(UnknownFieldSet status) throws InvalidProtocolBufferException {
    String id = text(status, 8);
    int scheme = id.indexOf("://");
    return String.join(
        " ",
        text(status, 1),
        text(status, 6),
        text(status, 7),
        scheme < 0 || scheme + 3 == id.length()
            ? ""
            : new ContainerId(id.substring(scheme + 3)).value(),
        "" + merged(status, 2).hasField(2));
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet parent, int field)
      throws InvalidProtocolBufferException {
    List<UnknownFieldSet> all = new ArrayList<>();
    for (ByteString each : parent.getField(field).getLengthDelimitedList()) {
      all.add(UnknownFieldSet.parseFrom(each));
    }
    return all;
  }

  /** A message that occurs more than once is merged. */
  private static UnknownFieldSet merged(UnknownFieldSet parent, int field)
      throws InvalidProtocolBufferException {
    UnknownFieldSet.Builder all = UnknownFieldSet.newBuilder();
    for (UnknownFieldSet each : messages(parent, field)) {
      all.mergeFrom(each);
    }
    return all.build();
  }

  /** The last one counts. */
  private static String text(UnknownFieldSet parent, int field) {
    List<ByteString> all = parent.getField(field).getLengthDelimitedList();
    return all.isEmpty() ? "" : all.get(all.size() - 1).toStringUtf8();
  }
}
