package dev.attestor.core.pod;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.input.json.JsonFields;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one pod of the JSON list; used once. Field names are those of {@code v1.Pod}. The entry is
 * read to its end, but no more of it is kept than {@link PodBuilder} keeps.
 */
final class PodReader {

  private static final Pattern ITEM =
      Pattern.compile(" at \\$\\.items\\[\\d+](?=,)|\\$\\.items\\[\\d+]\\.");

  private final JsonFields fields;
  private final PodBuilder pod = new PodBuilder();
  private final SpecReader spec;

  PodReader(JsonFields list) {
    this.fields = list.telling(found -> pod.refuse(ITEM.matcher(found).replaceFirst("")));
    this.spec = new SpecReader(fields, pod);
  }

  /** Reads the entry and adds its pod. */
  void read(PodListBudget pods) throws IOException {
    boolean isNull = fields.isNull();
    fields.object(this::readPod);
    if (isNull) {
      pod.refuse("expected a pod, found null");
    }
    pod.addTo(pods);
  }

  private boolean readPod(String field) throws IOException {
    switch (field) {
      case "metadata" -> fields.object(this::readMetadata);
      case "spec" -> spec.read();
      case "status" -> fields.object(this::readStatus);
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean readMetadata(String field) throws IOException {
    switch (field) {
      case "uid" -> pod.uid(fields.text());
      case "namespace" -> pod.namespace(fields.text());
      case "name" -> pod.name(fields.text());
      case "labels" -> fields.object(this::readLabel);
      case "ownerReferences" -> fields.array(this::readOwner);
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean readLabel(String key) throws IOException {
    if (!pod.isUsable()) {
      return false;
    }
    if (!JsonFields.isWhole(key)) {
      pod.refuse("expected at most %s characters in each label".formatted(PodBuilder.MAX_TEXT));
      return false;
    }
    pod.label(key, fields.text());
    return true;
  }

  private void readOwner() throws IOException {
    if (!pod.isUsable()) {
      fields.skip();
      return;
    }
    String[] parts = {"", "", ""};
    fields.object(
        field -> {
          switch (field) {
            case "kind" -> parts[0] = fields.text();
            case "name" -> parts[1] = fields.text();
            case "uid" -> parts[2] = fields.text();
            default -> {
              return false;
            }
          }
          return true;
        });
    pod.owner(new Owner(parts[0], parts[1], parts[2]));
  }

  private boolean readStatus(String field) throws IOException {
    switch (field) {
      case "phase" -> pod.phase(fields.text());
      case "reason" -> pod.reason(fields.text());
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
    fields.array(() -> pod.container(new StatusReader(kind).read()));
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
      fields.object(this::readField);
      return new Container(kind, containerName, image, imageId, id, running);
    }

    private boolean readField(String field) throws IOException {
      switch (field) {
        case "name" -> containerName = fields.text();
        case "image" -> image = fields.text();
        case "imageID" -> imageId = fields.text();
        case "containerID" -> id = PodBuilder.containerId(fields.text());
        case "state" -> fields.object(this::readState);
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean readState(String field) throws IOException {
      running |= field.equals("running") && !fields.isNull();
      return false;
    }
  }
}
