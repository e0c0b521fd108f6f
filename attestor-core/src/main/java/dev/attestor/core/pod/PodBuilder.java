package dev.attestor.core.pod;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import dev.attestor.input.json.BoundedTexts;
import dev.attestor.input.text.ForeignText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what selectors need of one pod, whatever the form in which the kubelet tells of it; used
 * once. Keeps no more than the limit of one pod. A problem in the entry affects only this pod: of a
 * refused pod, only the names and the container IDs are kept.
 */
public final class PodBuilder {

  /** The maximum length of a string in characters. */
  public static final int MAX_TEXT = BoundedTexts.MAX_LENGTH;

  private static final int MAX_TOLD = 300;
  private static final String WAY_OUT = " labels, owners, containers or shorter image names";

  private final PodBudget budget = new PodBudget();
  private final Map<String, String> labels = new HashMap<>();
  private final List<Owner> owners = new ArrayList<>();
  private final List<Declaration> declarations = new ArrayList<>();
  private final List<Container> containers = new ArrayList<>();
  private final Set<ContainerId> ids = new HashSet<>();
  private @Nullable String problem;
  private @Nullable Boolean hostProcess;
  private String uid = "";
  private String namespace = "";
  private String name = "";
  private String serviceAccount = "";
  private String nodeName = "";
  private String phase = "";
  private String reason = "";

  /** A container of the spec; its setting overrides that of its pod. */
  private record Declaration(
      ContainerKind kind, String name, String image, @Nullable Boolean hostProcess) {}

  /** Begins a pod. */
  public PodBuilder() {}

  /** Whether more of the entry needs to be kept; if not, only the pod's names are kept. */
  public boolean isUsable() {
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
      declarations.clear();
    }
    return problem == null;
  }

  /** Refuses the pod. Only the first problem is reported. */
  public void refuse(String why) {
    if (problem == null) {
      problem = printable(why);
    }
  }

  /** Sets the UID; empty if the entry has none. */
  public void uid(String text) {
    uid = text;
  }

  /** Sets the namespace. */
  public void namespace(String text) {
    namespace = text;
  }

  /** Sets the name. */
  public void name(String text) {
    name = text;
  }

  /** Sets the service account. */
  public void serviceAccount(String text) {
    serviceAccount = text;
  }

  /** Sets the node. */
  public void nodeName(String text) {
    nodeName = text;
  }

  /** Sets the phase. */
  public void phase(String text) {
    phase = text;
  }

  /** Sets the reason for the phase. */
  public void reason(String text) {
    reason = text;
  }

  /** Sets whether containers are HostProcess containers unless they say otherwise. */
  public void hostProcess(@Nullable Boolean setting) {
    hostProcess = setting;
  }

  /** Adds a label, or replaces the one with this key. */
  public void label(String key, String value) {
    if (isUsable()) {
      budget.label(key, value);
      labels.put(key, value);
    }
  }

  /** Adds an owner. */
  public void owner(Owner owner) {
    if (isUsable()) {
      budget.owner(owner);
      owners.add(owner);
    }
  }

  /** Adds a container of the spec. */
  public void declared(
      ContainerKind kind, String text, String image, @Nullable Boolean itsHostProcess) {
    if (isUsable()) {
      budget.declared(text, image);
      declarations.add(new Declaration(kind, text, image, itsHostProcess));
    }
  }

  /** Adds a container of the status. */
  public void container(Container container) {
    ContainerId id = container.id();
    if (id != null && ids.size() < PodBudget.MAX_REFUSED_CONTAINERS) {
      ids.add(id);
    }
    if (isUsable()) {
      budget.container(container);
      containers.add(container);
    }
  }

  /** Adds the pod to a list, which may refuse it. */
  public void addTo(PodListBudget pods) throws PodListFormatException {
    if (isUsable() && uid.isEmpty()) {
      problem = "expected a uid in its metadata";
    }
    for (String each : List.of(uid, namespace, name, serviceAccount, nodeName)) {
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

  /** Adds the pod to a list, instead of what that has of the same UID. */
  public void replaceIn(PodListBudget pods) throws PodListFormatException {
    podUid().ifPresent(pods::remove);
    addTo(pods);
  }

  /** The UID, if there is one so far. */
  public Optional<PodUid> podUid() {
    return uid.isEmpty() ? Optional.empty() : Optional.of(new PodUid(uid));
  }

  private Pod pod() {
    return new Pod(
        new PodUid(uid),
        namespace,
        name,
        serviceAccount,
        nodeName,
        phase,
        reason,
        labels,
        owners,
        declared(),
        containers);
  }

  private List<DeclaredContainer> declared() {
    return declarations.stream()
        .map(
            each ->
                new DeclaredContainer(
                    each.kind,
                    each.name,
                    each.image,
                    each.hostProcess == null ? Boolean.TRUE.equals(hostProcess) : each.hostProcess))
        .toList();
  }

  /** The part after {@code runtime://}; null if the value has another form. */
  public static @Nullable ContainerId containerId(String text) {
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
