package dev.attestor.hcl;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a text is not HCL. The message starts with the position and names what would have been
 * accepted there. It never quotes the content of a string, which may be a secret.
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

  /**
   * The position of the error; for a string, comment or bracket that is never closed, the position
   * where it opens.
   */
  public Position position() {
    return new Position(line, column);
  }
}
