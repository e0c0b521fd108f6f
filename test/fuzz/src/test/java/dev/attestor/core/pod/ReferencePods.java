package dev.attestor.core.pod;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The pods of a list, from Gson's tree of the whole text. */
final class ReferencePods {

  private ReferencePods() {}

  /**
   * The valid pods, ended or not. Empty if an object has a duplicate name: trees keep the last
   * value.
   */
  static Optional<List<Pod>> of(byte[] list) {
    String text = new String(list, StandardCharsets.UTF_8);
    try {
      if (repeatsAName(reader(text))) {
        return Optional.empty();
      }
    } catch (IOException e) {
      throw new AssertionError("the tree's reader refuses what the stream's took", e);
    }
    List<Pod> pods = new ArrayList<>();
    JsonObject root = JsonParser.parseReader(reader(text)).getAsJsonObject();
    for (JsonElement item : array(root, "items")) {
      try {
        pods.add(pod(item.getAsJsonObject()));
      } catch (RuntimeException e) {
        // An invalid pod, which Gson reports in several ways.
      }
    }
    return Optional.of(pods);
  }

  private static JsonReader reader(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    // Strings that the streaming reader skips may contain control characters, which STRICT rejects
    // when reading them.
    reader.setStrictness(Strictness.LEGACY_STRICT);
    return reader;
  }

  private static boolean repeatsAName(JsonReader in) throws IOException {
    List<Set<String>> open = new ArrayList<>();
    while (true) {
      switch (in.peek()) {
        case BEGIN_OBJECT -> {
          in.beginObject();
          open.add(new HashSet<>());
        }
        case BEGIN_ARRAY -> {
          in.beginArray();
          open.add(new HashSet<>());
        }
        case END_OBJECT -> {
          in.endObject();
          open.remove(open.size() - 1);
        }
        case END_ARRAY -> {
          in.endArray();
          open.remove(open.size() - 1);
        }
        case NAME -> {
          if (!open.get(open.size() - 1).add(in.nextName())) {
            return true;
          }
        }
        case END_DOCUMENT -> {
          return false;
        }
        default -> in.skipValue();
      }
    }
  }

  private static Pod pod(JsonObject pod) {
    JsonObject metadata = object(pod, "metadata");
    JsonObject spec = object(pod, "spec");
    JsonObject status = object(pod, "status");
    Map<String, String> labels = new HashMap<>();
    object(metadata, "labels")
        .keySet()
        .forEach(key -> labels.put(key, text(object(metadata, "labels"), key)));
    List<Owner> owners = new ArrayList<>();
    for (JsonElement each : array(metadata, "ownerReferences")) {
      JsonObject owner = each.isJsonNull() ? new JsonObject() : each.getAsJsonObject();
      owners.add(new Owner(text(owner, "kind"), text(owner, "name"), text(owner, "uid")));
    }
    return new Pod(
        new PodUid(text(metadata, "uid")),
        text(metadata, "namespace"),
        text(metadata, "name"),
        text(spec, "serviceAccountName"),
        text(spec, "nodeName"),
        text(status, "phase"),
        text(status, "reason"),
        labels,
        owners,
        inOrder(
            spec,
            Map.of(
                "containers",
                ContainerKind.REGULAR,
                "initContainers",
                ContainerKind.INIT,
                "ephemeralContainers",
                ContainerKind.EPHEMERAL),
            (kind, each) -> declared(kind, each, spec)),
        inOrder(
            status,
            Map.of(
                "containerStatuses",
                ContainerKind.REGULAR,
                "initContainerStatuses",
                ContainerKind.INIT,
                "ephemeralContainerStatuses",
                ContainerKind.EPHEMERAL),
            ReferencePods::container));
  }

  @FunctionalInterface
  private interface Read<T> {
    T read(ContainerKind kind, JsonObject json);
  }

  /** The stream keeps the order of the text, in which the lists may occur in any order. */
  private static <T> List<T> inOrder(
      JsonObject parent, Map<String, ContainerKind> kinds, Read<T> read) {
    List<T> found = new ArrayList<>();
    for (String key : parent.keySet()) {
      ContainerKind kind = kinds.get(key);
      if (kind != null) {
        for (JsonElement each : array(parent, key)) {
          found.add(read.read(kind, each.isJsonNull() ? new JsonObject() : each.getAsJsonObject()));
        }
      }
    }
    return found;
  }

  private static DeclaredContainer declared(ContainerKind kind, JsonObject json, JsonObject spec) {
    Optional<Boolean> own = hostProcess(json);
    return new DeclaredContainer(
        kind,
        text(json, "name"),
        text(json, "image"),
        own.or(() -> hostProcess(spec)).orElse(false));
  }

  private static Optional<Boolean> hostProcess(JsonObject json) {
    JsonElement value =
        object(object(json, "securityContext"), "windowsOptions").get("hostProcess");
    return value == null || value.isJsonNull()
        ? Optional.empty()
        : Optional.of(value.getAsBoolean());
  }

  private static Container container(ContainerKind kind, JsonObject json) {
    String[] id = text(json, "containerID").split("://", 2);
    JsonElement running = object(json, "state").get("running");
    return new Container(
        kind,
        text(json, "name"),
        text(json, "image"),
        text(json, "imageID"),
        id.length < 2 || id[1].isEmpty() ? null : new ContainerId(id[1]),
        running != null && !running.isJsonNull());
  }

  private static JsonObject object(JsonObject parent, String key) {
    JsonElement value = parent.get(key);
    return value == null || value.isJsonNull() ? new JsonObject() : value.getAsJsonObject();
  }

  private static JsonArray array(JsonObject parent, String key) {
    JsonElement value = parent.get(key);
    return value == null || value.isJsonNull() ? new JsonArray() : value.getAsJsonArray();
  }

  private static String text(JsonObject parent, String key) {
    JsonElement value = parent.get(key);
    return value == null || value.isJsonNull() ? "" : value.getAsString();
  }
}
