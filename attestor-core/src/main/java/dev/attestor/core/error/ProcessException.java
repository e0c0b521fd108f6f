package dev.attestor.core.error;

/** The process itself could not be looked at. */
public final class ProcessException extends AttestationException {

  /** What was wrong with the process. */
  public enum Kind {
    /** There is no such process, or it ended while it was looked at. */
    GONE,
    /** The process table hides it from this account, as {@code hidepid} does. */
    HIDDEN,
    /** What the kernel told of it could not be read, or made no sense. */
    UNREADABLE
  }

  private final Kind kind;
  private final long pid;

  /** Names the process by its number. */
  public ProcessException(Kind kind, long pid, String message) {
    super(message);
    this.kind = kind;
    this.pid = pid;
  }

  /** Names the process by its number, and keeps the cause. */
  public ProcessException(Kind kind, long pid, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.pid = pid;
  }

  /** What was wrong. */
  public Kind kind() {
    return kind;
  }

  /** The number that was asked for. */
  public long pid() {
    return pid;
  }
}
