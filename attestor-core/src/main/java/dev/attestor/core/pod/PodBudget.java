package dev.attestor.core.pod;

/**
 * The memory limits for the pods of a list, for each pod and for all together, and the size limit
 * of an answer. Counts everything that is kept for a pod: its fields, its index entries, and the
 * selectors of the pod and of each container. The size of an answer includes its selectors and the
 * fields of the node agent's response. {@code docs/k8s.md} has the figures.
 */
final class PodBudget {

  /** The limit of one pod. A typical pod takes 8 KiB. */
  static final long MAX_POD = 512 << 10;

  /** The limit of all pods of a list. */
  static final long MAX_LIST = 8 << 20;

  /** The size for the pod and for its container with the most data. */
  static final long MAX_ANSWER = 96 << 10;

  /** How many container IDs are kept of a refused pod. */
  static final int MAX_REFUSED_CONTAINERS = 128;

  private static final int POD = 1024;
  private static final int LABEL = 96;
  private static final int OWNER = 64;
  private static final int DECLARED = 64;
  private static final int CONTAINER = 320;
  private static final int CONTAINER_ID = 160;
  private static final int STRING = 64;
  private static final int REFERENCE = 4;
  private static final int LIST = 64;

  /** The type of a selector, and protobuf's overhead for a string. */
  private static final int SENT = 32;

  private int values = 8;
  private int containers;
  private long bytes = POD;
  private long answer;
  private long longestContainer;

  /** Adds a name of the pod that occurs in one selector. */
  void name(String text) {
    bytes += twice(text);
    answer += 2 * sent(text);
  }

  void label(String key, String value) {
    bytes += LABEL + twice(key) + twice(value);
    answer += 2 * (sent(key) + sent(value));
    values++;
  }

  void owner(Owner owner) {
    bytes += OWNER + 2 * twice(owner.kind()) + twice(owner.name()) + twice(owner.uid());
    answer += 3 * sent(owner.kind()) + 2 * (sent(owner.name()) + sent(owner.uid()));
    values += 2;
  }

  void declared(String name, String image) {
    bytes += DECLARED + once(name) + once(image);
  }

  void container(Container container) {
    bytes += CONTAINER + twice(container.name());
    // Counted for the selectors of the pod and again for those of the container.
    bytes += 3 * (once(container.image()) + once(container.imageId()));
    bytes += container.id() == null ? 0 : CONTAINER_ID + once(container.id().value());
    long images = sent(container.image()) + sent(container.imageId());
    answer += images;
    longestContainer =
        Math.max(
            longestContainer,
            2 * (sent(container.name()) + images)
                + (container.id() == null ? 0 : sent(container.id().value())));
    values += 2;
    containers++;
  }

  /** The memory of the pod; each of its containers has a list of nearly all the pod's selectors. */
  long bytes() {
    return bytes + (containers + 1L) * (LIST + (long) REFERENCE * values);
  }

  boolean isExceeded() {
    return bytes() > MAX_POD || isTooLongToTell();
  }

  /** Whether an answer about the pod could exceed the limit. */
  boolean isTooLongToTell() {
    return answer + longestContainer > MAX_ANSWER;
  }

  /** The memory of a refused pod. */
  static long refused(RefusedPod pod) {
    long bytes = POD + once(pod.name()) + once(pod.why());
    for (var id : pod.containers()) {
      bytes += CONTAINER_ID + once(id.value());
    }
    return bytes;
  }

  private static long twice(String text) {
    return 2 * once(text);
  }

  /** The size of a string in an answer, in UTF-8. */
  private static long sent(String text) {
    long bytes = SENT;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c <= 0x7f ? 1 : c <= 0x7ff ? 2 : 3;
    }
    return bytes;
  }

  /** The memory of a string: one byte per character if all are Latin 1, otherwise two. */
  private static long once(String text) {
    int wide = 0;
    for (int i = 0; i < text.length(); i++) {
      wide |= text.charAt(i);
    }
    return STRING + (wide > 0xff ? 2L : 1L) * text.length();
  }
}
