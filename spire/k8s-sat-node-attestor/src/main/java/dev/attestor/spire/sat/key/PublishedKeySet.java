package dev.attestor.spire.sat.key;

/** A JSON Web Key Set from somebody else's host. */
final class PublishedKeySet {

  /** A token without a {@code kid} is tried with each of them; clusters publish one to three. */
  static final int MAX_KEYS = 100;

  private PublishedKeySet() {}

  /**
   * Parses a set.
   *
   * @throws KeyFileException if the text is not one, or if none or too many of its keys are usable
   */
  static KeySet parse(String text) throws KeyFileException {
    KeySet keys;
    try {
      keys = JsonWebKeys.parse(text, MAX_KEYS);
    } catch (KeyFileException e) {
      throw new KeyFileException("the published key set cannot be used: " + e.getMessage());
    }
    if (keys.keys().isEmpty()) {
      throw new KeyFileException(
          "the published key set cannot be used: "
              + (keys.remarks().isEmpty()
                  ? "it holds no key"
                  : "no key is usable: " + keys.remarks().get(0)));
    }
    return keys;
  }
}
