package dev.attestor.core.locate;

/**
 * The ID of a container, as the runtime knows it, without a scheme. Compared byte for byte.
 *
 * @param value never empty
 */
public record ContainerId(String value) {

  /** Checks that there is a value. */
  public ContainerId {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("container ID is empty");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
