package dev.attestor.core.locate;

/**
 * The UID of a pod, exactly as the kubelet writes it.
 *
 * <p>Usually 8-4-4-4-12 hex digits; static pods have 32 hex digits, or any text from their
 * manifest.
 *
 * <p>Ordered, so that a hash map stays fast whatever values others choose.
 *
 * @param value never empty
 */
public record PodUid(String value) implements Comparable<PodUid> {

  /** Checks that there is a value. */
  public PodUid {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("pod UID is empty");
    }
  }

  @Override
  public int compareTo(PodUid other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
