package dev.attestor.licences;

/**
 * A shipped component.
 *
 * @param coordinates group and name, as {@code group:name}
 * @param version its version
 * @param declared the licences in its metadata, separated by commas
 */
record Component(String coordinates, String version, String declared) {

  /** Whether this project builds it. */
  boolean own() {
    return coordinates.startsWith("dev.attestor:");
  }

  @Override
  public String toString() {
    return coordinates + ":" + version;
  }
}
