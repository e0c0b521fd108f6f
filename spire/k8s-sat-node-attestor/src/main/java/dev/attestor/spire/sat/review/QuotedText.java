package dev.attestor.spire.sat.review;

import dev.attestor.input.text.ForeignText;
import dev.attestor.spire.sat.ServiceAccountToken;
import org.jspecify.annotations.Nullable;

/** External text that becomes part of an error message. */
final class QuotedText {

  private static final int MAX_LENGTH = 500;

  /** Shorter parts reveal nothing useful of a token. */
  private static final int RUN = 12;

  private QuotedText() {}

  /**
   * Returns a colon and the text, shortened and on one line. Empty if there is no text, or if it
   * contains a part of the token.
   */
  static String without(ServiceAccountToken token, @Nullable String words) {
    String text = words == null ? "" : ForeignText.line(words, MAX_LENGTH);
    if (text.isEmpty()) {
      return "";
    }
    String secret = token.reveal();
    for (int i = 0; i + RUN <= text.length(); i++) {
      if (secret.contains(text.substring(i, i + RUN))) {
        return "";
      }
    }
    return ": " + text;
  }
}
