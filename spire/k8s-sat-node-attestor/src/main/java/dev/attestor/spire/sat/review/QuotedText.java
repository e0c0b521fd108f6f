package dev.attestor.spire.sat.review;

import dev.attestor.spire.sat.ServiceAccountToken;
import org.jspecify.annotations.Nullable;

/** Words of somebody else's that go into a message of ours. */
final class QuotedText {

  private static final int MAX_LENGTH = 500;

  /** A shorter run of characters gives nothing of a token away. */
  private static final int RUN = 12;

  private QuotedText() {}

  /**
   * The words behind a colon, shortened and on one line; nothing if there are none, or if they
   * repeat a part of the token.
   */
  static String without(ServiceAccountToken token, @Nullable String words) {
    if (words == null || words.isBlank()) {
      return "";
    }
    String line = words.strip().replaceAll("\\p{Cntrl}+", " ");
    String text = line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "...";
    String secret = token.reveal();
    for (int i = 0; i + RUN <= text.length(); i++) {
      if (secret.contains(text.substring(i, i + RUN))) {
        return "";
      }
    }
    return ": " + text;
  }
}
