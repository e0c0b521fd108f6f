package dev.attestor.core.pod;

import com.google.gson.stream.JsonToken;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import dev.attestor.input.text.ForeignText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one pod of the list; used once. Field names are those of {@code v1.Pod}. A problem in the
 * entry affects only this pod. The entry is read to its end, but no more of it is kept than the
 * limit of one pod.
 */
final class PodReader {

  private static final Pattern ITEM =
      Pattern.compile(" at \\$\\.items\\[\\d+](?=,)|\\$\\.items\\[\\d+]\\.");
  private static final int MAX_TOLD = 300;
  private static final String WAY_OUT = " labels, owners, containers or shorter image names";

  private final JsonFields fields;
  private final PodBudget budget = new PodBudget();
  private final SpecReader spec;
  private final Map<String, String> labels = new HashMap<>();
  private final List<Owner> owners = new ArrayList<>();
  private final List<Container> containers = new ArrayList<>();
  private final Set<ContainerId> ids = new HashSet<>();
  private @Nullable String problem;
  private String uid = "";
  private String namespace = "";
  private String name = "";
  private String phase = "";
  private String reason = "";

  PodReader(JsonFields list) {
    this.fields = list.telling(this::note);
    this.spec = new SpecReader(fields, budget, this::isUsable);
  }

  /** Reads the entry and adds its pod. */
  void read(PodListBudget pods) throws IOException {
    boolean isNull = fields.reader().peek() == JsonToken.NULL;
    fields.object(this::readPod);
    if (isUsable() && uid.isEmpty()) {
      problem = isNull ? "expected a pod, found null" : "expected a uid in its metadata";
    }
    for (String each : List.of(uid, namespace, name, spec.serviceAccount(), spec.nodeName())) {
      budget.name(each);
    }
    isUsable();
    String why = problem;
    if (why == null) {
      pods.add(pod(), budget.bytes());
    } else if (uid.isEmpty()) {
      pods.addNameless("pod \"%s\": %s".formatted(printable(namespace + "/" + name), why));
    } else {
      pods.add(new RefusedPod(new PodUid(uid), printable(namespace + "/" + name), why, ids));
    }
  }

  private Pod pod() {
    return new Pod(
        new PodUid(uid),
        namespace,
        name,
        spec.serviceAccount(),
        spec.nodeName(),
        phase,
        reason,
        labels,
        owners,
        spec.declared(),
        containers);
  }

  /** Only the first problem is reported. */
  private void note(String found) {
    if (problem == null) {
      problem = printable(ITEM.matcher(found).replaceFirst(""));
    }
  }

  /** Whether more of the entry needs to be kept; if not, only the pod's names are kept. */
  private boolean isUsable() {
    if (problem == null && budget.isExceeded()) {
      problem =
          budget.isTooLongToTell()
              ? "an answer about it would be longer than the %s KiB that it may be; it needs fewer%s"
                  .formatted(PodBudget.MAX_ANSWER >> 10, WAY_OUT)
              : "what selectors need of it takes more memory than the %s KiB that one pod may; it needs fewer%s"
                  .formatted(PodBudget.MAX_POD >> 10, WAY_OUT);
    }
    if (problem != null) {
      labels.clear();
      owners.clear();
      containers.clear();
      spec.forget();
    }
    return problem == null;
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
      case "uid" -> uid = fields.text();
      case "namespace" -> namespace = fields.text();
      case "name" -> name = fields.text();
      case "labels" -> fields.object(this::readLabel);
      case "ownerReferences" -> fields.array(this::readOwner);
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean readLabel(String key) throws IOException {
    if (!isUsable()) {
      return false;
    }
    if (fields.isTooLong(key)) {
      note("expected at most %s characters in each label".formatted(BoundedTexts.MAX_LENGTH));
      return false;
    }
    String value = fields.text();
    budget.label(key, value);
    labels.put(key, value);
    return true;
  }

  private void readOwner() throws IOException {
    if (!isUsable()) {
      fields.reader().skipValue();
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
    Owner owner = new Owner(parts[0], parts[1], parts[2]);
    budget.owner(owner);
    owners.add(owner);
  }

  private boolean readStatus(String field) throws IOException {
    switch (field) {
      case "phase" -> phase = fields.text();
      case "reason" -> reason = fields.text();
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
    fields.array(
        () -> {
          Container container = new StatusReader(kind).read();
          if (container.id() != null && ids.size() < PodBudget.MAX_REFUSED_CONTAINERS) {
            ids.add(container.id());
          }
          if (isUsable()) {
            budget.container(container);
            containers.add(container);
          }
        });
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
        case "containerID" -> id = containerId(fields.text());
        case "state" -> fields.object(this::readState);
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean readState(String field) throws IOException {
      running |= field.equals("running") && fields.reader().peek() != JsonToken.NULL;
      return false;
    }
  }

  /** The part after {@code runtime://}; null if the value has another form. */
  private static @Nullable ContainerId containerId(String text) {
    int scheme = text.indexOf("://");
    return scheme < 0 || scheme + 3 == text.length()
        ? null
        : new ContainerId(text.substring(scheme + 3));
  }

  /** External text for an error message. */
  static String printable(String text) {
    return ForeignText.line(text, MAX_TOLD);
  }
}
