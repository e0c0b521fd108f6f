package dev.attestor.hcl.decode;

import dev.attestor.hcl.Position;
import dev.attestor.hcl.Quote;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something to say about a configuration.
 *
 * @param position where; null if it is about no place in the text
 */
public record ConfigProblem(Severity severity, @Nullable Position position, String message) {

  /** Keys and values of the text stand in messages, and must do nothing to a terminal or a log. */
  public ConfigProblem {
    message = Quote.visible(message);
  }

  /** How bad it is. */
  public enum Severity {
    /** The configuration cannot be used. */
    ERROR,
    /** It can be used, and something in it has no effect or another than it seems. */
    WARNING,
    /** Good to know. */
    NOTE
  }

  @Override
  public String toString() {
    String where = position == null ? "" : "line " + position.line() + ": ";
    return where + severity.name().toLowerCase(Locale.ROOT) + ": " + message;
  }
}
