package dev.attestor.licences;

/**
 * One thing that is shipped.
 *
 * @param coordinates group and name, as {@code group:name}
 * @param version its version
 * @param declared the licences that its own metadata names, joined by a comma
 */
record Component(String coordinates, String version, String declared) {

  /** Of what this project makes. */
  boolean own() {
    return coordinates.startsWith("dev.attestor:");
  }

  @Override
  public String toString() {
    return coordinates + ":" + version;
  }
}
