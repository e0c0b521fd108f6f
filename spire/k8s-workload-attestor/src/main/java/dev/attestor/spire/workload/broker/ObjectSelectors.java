package dev.attestor.spire.workload.broker;

import dev.attestor.kubernetes.objects.ApiResource;
import dev.attestor.kubernetes.objects.ObjectMetadata;
import dev.attestor.kubernetes.objects.ObjectOwner;
import dev.attestor.kubernetes.objects.ObjectType;
import java.util.ArrayList;
import java.util.List;

/** The selectors of an object that is no pod, with SPIRE's values. */
final class ObjectSelectors {

  private ObjectSelectors() {}

  /**
   * Returns the selectors in no order.
   *
   * @throws io.grpc.StatusRuntimeException if they are too long
   */
  static List<String> of(ApiResource resource, ObjectMetadata object) {
    if (object.tooLarge()) {
      throw Refusals.impossible(
          "an answer about the object would be longer than the 96 KiB that it may be; it needs fewer or shorter labels and owners");
    }
    ObjectType type = resource.type();
    List<String> values = new ArrayList<>();
    values.add("uid:" + object.uid());
    values.add("name:" + object.name());
    values.add("kind:" + resource.kind());
    values.add("resource:" + type);
    values.add("plural:" + type.plural());
    values.add("group:" + type.group());
    values.add("version:" + resource.version());
    values.add("apiVersion:" + resource.apiVersion());
    if (resource.namespaced()) {
      values.add("namespace:" + object.namespace());
      values.add("key:" + object.namespace() + "/" + object.name());
    } else {
      values.add("key:" + object.name());
    }
    object.labels().forEach((key, value) -> values.add("label:" + key + ":" + value));
    for (ObjectOwner owner : object.owners()) {
      addOwner(values, "owner", owner);
      if (owner.controller()) {
        addOwner(values, "controller", owner);
      }
    }
    return values;
  }

  private static void addOwner(List<String> values, String role, ObjectOwner owner) {
    String kind = owner.group() + "/" + owner.kind() + "/";
    values.add(role + "-key:" + kind + owner.name());
    values.add(role + "-uid:" + kind + owner.uid());
  }
}
