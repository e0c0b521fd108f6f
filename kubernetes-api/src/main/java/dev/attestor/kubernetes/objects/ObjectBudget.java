package dev.attestor.kubernetes.objects;

/**
 * How many labels and owners of an object are kept: whoever creates objects chooses them. Counts
 * the characters of their selectors, and what the heap needs for each.
 */
final class ObjectBudget {

  /** As much as an answer about a pod may have. */
  private static final long MAX = 96 << 10;

  private static final int EACH = 128;

  private long used;

  void label(String key, String value) {
    used += EACH + key.length() + value.length();
  }

  /** A name and a UID; for a controller, both twice. */
  void owner(ObjectOwner owner) {
    long selectors =
        2L * (EACH + owner.group().length() + owner.kind().length())
            + owner.name().length()
            + owner.uid().length();
    used += owner.controller() ? 2 * selectors : selectors;
  }

  boolean isExceeded() {
    return used > MAX;
  }
}
