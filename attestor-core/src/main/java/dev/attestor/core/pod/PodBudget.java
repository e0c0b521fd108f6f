package dev.attestor.core.pod;

/**
 * How much memory the pods of a list may take: each alone, and all of them together; and how long
 * an answer about one may be. What a pod takes is reckoned with all that is ever kept for it: its
 * fields, its places in the index, and the selectors of the pod and of each of its containers. An
 * answer is reckoned with its selectors and, as the node agent sends it, the facts behind them.
 * {@code docs/k8s.md} has the sums.
 */
final class PodBudget {

  /** For one pod. An ordinary one takes 8 KiB. */
  static final long MAX_POD = 512 << 10;

  /** For all pods of a list. */
  static final long MAX_LIST = 8 << 20;

  /** For what is said of a pod and the one of its containers of which there is most to say. */
  static final long MAX_ANSWER = 96 << 10;

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

  /** A selector's type, and what protobuf puts before a text. */
  private static final int SENT = 32;

  private int values = 8;
  private int containers;
  private long bytes = POD;
  private long answer;
  private long longestContainer;

  /** A name of the pod's own, which stands in one selector. */
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
    // In the selectors of the pod, and once more in those of the container.
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

  /** What the pod takes; each of its containers has a list of nearly all the pod's selectors. */
  long bytes() {
    return bytes + (containers + 1L) * (LIST + (long) REFERENCE * values);
  }

  boolean isExceeded() {
    return bytes() > MAX_POD || isTooLongToTell();
  }

  /** Whether an answer about it could be longer than it may be. */
  boolean isTooLongToTell() {
    return answer + longestContainer > MAX_ANSWER;
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

  /** A string in an answer, in UTF-8. */
  private static long sent(String text) {
    long bytes = SENT;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c <= 0x7f ? 1 : c <= 0x7ff ? 2 : 3;
    }
    return bytes;
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
