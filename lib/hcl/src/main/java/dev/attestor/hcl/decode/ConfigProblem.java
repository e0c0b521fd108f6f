package dev.attestor.hcl.decode;

import dev.attestor.hcl.Position;
import dev.attestor.hcl.Quote;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A problem in a configuration.
 *
 * @param position where; null if the problem has no place in the text
 */
public record ConfigProblem(Severity severity, @Nullable Position position, String message) {

  /**
   * Messages contain keys and values of the text, which must not control a terminal or forge log
   * lines.
   */
  public ConfigProblem {
    message = Quote.visible(message);
  }

  /** The severity of a problem. */
  public enum Severity {
    /** The configuration cannot be used. */
    ERROR,
    /**
     * The configuration can be used, but part of it has no effect, or another effect than it seems
     * to have.
     */
    WARNING,
    /** Useful information. */
    NOTE
  }

  @Override
  public String toString() {
    String where = position == null ? "" : "line " + position.line() + ": ";
    return where + severity.name().toLowerCase(Locale.ROOT) + ": " + message;
  }
}
