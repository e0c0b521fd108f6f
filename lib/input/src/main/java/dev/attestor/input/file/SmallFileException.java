package dev.attestor.input.file;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A small file that cannot be read. The message names the file, and holds nothing of its text. */
public final class SmallFileException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Problem {
    /** There is no such file. */
    MISSING,
    /** This account may not read it. */
    FORBIDDEN,
    /** It is a folder, a pipe or a device. */
    NOT_A_FILE,
    /** It has more bytes than it may have. */
    TOO_LARGE,
    /** It is not UTF-8. */
    NOT_TEXT,
    /** Reading failed. */
    FAILED
  }

  private final Problem problem;
  private final String predicate;

  SmallFileException(Path file, Problem problem, String predicate, @Nullable Throwable cause) {
    super("the file \"%s\" %s".formatted(file, predicate), cause);
    this.problem = problem;
    this.predicate = predicate;
  }

  /** What is wrong. */
  public Problem problem() {
    return problem;
  }

  /** The message without its subject, such as "does not exist". */
  public String predicate() {
    return predicate;
  }
}
