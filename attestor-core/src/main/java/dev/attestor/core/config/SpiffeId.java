package dev.attestor.core.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A SPIFFE ID, as the SPIFFE standard spells it. Nothing is normalised, so two IDs are the same if
 * their texts are.
 */
public record SpiffeId(String value) {

  /** The most bytes that the standard allows (section 2.3). */
  private static final int MAX_LENGTH = 2_048;

  // Possessive, so that it takes no stack for each segment.
  private static final Pattern FORM =
      Pattern.compile("spiffe://[a-z0-9._-]+(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._-]+)*+");

  /**
   * Takes a text that is one.
   *
   * @throws IllegalArgumentException if it is none
   */
  public SpiffeId {
    if (!isOne(value)) {
      throw new IllegalArgumentException("not a SPIFFE ID");
    }
  }

  /** The ID that a text is; empty if it is none. */
  public static Optional<SpiffeId> parse(String text) {
    return isOne(text) ? Optional.of(new SpiffeId(text)) : Optional.empty();
  }

  private static boolean isOne(String text) {
    return text.length() <= MAX_LENGTH && FORM.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
