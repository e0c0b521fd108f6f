package dev.attestor.core.locate;

/**
 * The ID of a container, as its runtime uses it, without a scheme. Compared byte by byte.
 *
 * <p>Ordered, so that a hash map stays fast whatever values others choose.
 *
 * @param value never empty
 */
public record ContainerId(String value) implements Comparable<ContainerId> {

  /** Checks that there is a value. */
  public ContainerId {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("container ID is empty");
    }
  }

  @Override
  public int compareTo(ContainerId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
