package dev.attestor.hcl;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Says that a text is not HCL, where, and what would have been accepted there. The message starts
 * with the position and never quotes the content of a string, which may be a secret.
 */
public final class HclSyntaxException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  HclSyntaxException(Position position, String problem) {
    this(position, problem, null);
  }

  HclSyntaxException(Position position, String problem, @Nullable Throwable cause) {
    super("line " + position.line() + ", column " + position.column() + ": " + problem, cause);
    this.line = position.line();
    this.column = position.column();
  }

  /** Where the text stops being HCL; for something never closed, where that was opened. */
  public Position position() {
    return new Position(line, column);
  }
}
