package dev.attestor.core.pod;

/**
 * How much memory the pods of a list may take: each alone, and all of them together. What a pod
 * takes is reckoned with all that is ever kept for it: its fields, its places in the index, and the
 * selectors of the pod and of each of its containers. {@code docs/k8s.md} has the sums.
 */
final class PodBudget {

  /** For one pod. An ordinary one takes 8 KiB. */
  static final long MAX_POD = 512 << 10;

  /** For all pods of a list. */
  static final long MAX_LIST = 16 << 20;

  /** For how many containers a pod that is refused is still known by. */
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

  private int values = 8;
  private int containers;
  private long bytes = POD;

  /** A name of the pod's own, which stands in one selector. */
  void name(String text) {
    bytes += twice(text);
  }

  void label(String key, String value) {
    bytes += LABEL + twice(key) + twice(value);
    values++;
  }

  void owner(Owner owner) {
    bytes += OWNER + 2 * twice(owner.kind()) + twice(owner.name()) + twice(owner.uid());
    values += 2;
  }

  void declared(String name, String image) {
    bytes += DECLARED + once(name) + once(image);
  }

  void container(Container container) {
    bytes += CONTAINER + twice(container.name());
    // In the selectors of the pod, and once more in those of the container.
    bytes += 3 * (once(container.image()) + once(container.imageId()));
    bytes += container.id() == null ? 0 : CONTAINER_ID + once(container.id().value());
    values += 2;
    containers++;
  }

  /** What the pod takes; each of its containers has a list of nearly all the pod's selectors. */
  long bytes() {
    return bytes + (containers + 1L) * (LIST + (long) REFERENCE * values);
  }

  boolean isExceeded() {
    return bytes() > MAX_POD;
  }

  /** What a pod that is refused takes. */
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

  /** A string in memory: one byte for a character of Latin 1 alone, else two. */
  private static long once(String text) {
    int wide = 0;
    for (int i = 0; i < text.length(); i++) {
      wide |= text.charAt(i);
    }
    return STRING + (wide > 0xff ? 2L : 1L) * text.length();
  }
}
