package dev.attestor.pod;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.attestor.locate.ContainerId;
import dev.attestor.locate.PodUid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one pod of the list; used once. Field names are those of the Kubernetes API, {@code
 * v1.Pod}.
 */
final class PodReader {

  private final JsonReader in;
  private final SpecReader spec;
  private final Map<String, String> labels = new HashMap<>();
  private final List<Owner> owners = new ArrayList<>();
  private final List<Container> containers = new ArrayList<>();
  private String uid = "";
  private String namespace = "";
  private String name = "";
  private String phase = "";

  PodReader(JsonReader in) {
    this.in = in;
    this.spec = new SpecReader(in);
  }

  Pod read() throws IOException {
    JsonFields.object(in, this::readPod);
    if (uid.isEmpty()) {
      throw new PodListFormatException(
          "expected a uid in the metadata of pod \"" + namespace + "/" + name + "\"");
    }
    return new Pod(
        new PodUid(uid),
        namespace,
        name,
        spec.serviceAccount(),
        spec.nodeName(),
        phase,
        labels,
        owners,
        spec.declared(),
        containers);
  }

  private boolean readPod(String field) throws IOException {
    switch (field) {
      case "metadata" -> JsonFields.object(in, this::readMetadata);
      case "spec" -> spec.read();
      case "status" -> JsonFields.object(in, this::readStatus);
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean readMetadata(String field) throws IOException {
    switch (field) {
      case "uid" -> uid = JsonFields.text(in);
      case "namespace" -> namespace = JsonFields.text(in);
      case "name" -> name = JsonFields.text(in);
      case "labels" -> JsonFields.object(in, this::readLabel);
      case "ownerReferences" -> owners.addAll(JsonFields.array(in, this::readOwner));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean readLabel(String key) throws IOException {
    labels.put(key, JsonFields.text(in));
    return true;
  }

  private Owner readOwner() throws IOException {
    String[] owner = {"", "", ""};
    JsonFields.object(
        in,
        field -> {
          switch (field) {
            case "kind" -> owner[0] = JsonFields.text(in);
            case "name" -> owner[1] = JsonFields.text(in);
            case "uid" -> owner[2] = JsonFields.text(in);
            default -> {
              return false;
            }
          }
          return true;
        });
    return new Owner(owner[0], owner[1], owner[2]);
  }

  private boolean readStatus(String field) throws IOException {
    switch (field) {
      case "phase" -> phase = JsonFields.text(in);
      case "containerStatuses" -> readContainers(ContainerKind.REGULAR);
      case "initContainerStatuses" -> readContainers(ContainerKind.INIT);
      case "ephemeralContainerStatuses" -> readContainers(ContainerKind.EPHEMERAL);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void readContainers(ContainerKind kind) throws IOException {
    containers.addAll(JsonFields.array(in, () -> new StatusReader(kind).read()));
  }

  private final class StatusReader {
    private final ContainerKind kind;
    private String containerName = "";
    private String image = "";
    private String imageId = "";
    private @Nullable ContainerId id;
    private boolean running;

    StatusReader(ContainerKind kind) {
      this.kind = kind;
    }

    Container read() throws IOException {
      JsonFields.object(in, this::readField);
      return new Container(kind, containerName, image, imageId, id, running);
    }

    private boolean readField(String field) throws IOException {
      switch (field) {
        case "name" -> containerName = JsonFields.text(in);
        case "image" -> image = JsonFields.text(in);
        case "imageID" -> imageId = JsonFields.text(in);
        case "containerID" -> id = containerId(JsonFields.text(in));
        case "state" -> JsonFields.object(in, this::readState);
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean readState(String field) throws IOException {
      running |= field.equals("running") && in.peek() != JsonToken.NULL;
      return false;
    }
  }

  /** The part after {@code runtime://}; a value of any other form names no container. */
  private static @Nullable ContainerId containerId(String text) {
    int scheme = text.indexOf("://");
    return scheme < 0 || scheme + 3 == text.length()
        ? null
        : new ContainerId(text.substring(scheme + 3));
  }
}
