package dev.attestor.core.error;

/** Thrown if the process cannot be examined. */
public final class ProcessException extends AttestationException {

  /** Why it failed. */
  public enum Kind {
    /** There is no such process, or it ended during the attestation. */
    GONE,
    /** The process is hidden from this account, for example by {@code hidepid}. */
    HIDDEN,
    /** The kernel's data about the process could not be read, or was invalid. */
    UNREADABLE
  }

  private final Kind kind;
  private final long pid;

  /** The message names the process ID. */
  public ProcessException(Kind kind, long pid, String message) {
    super(message);
    this.kind = kind;
    this.pid = pid;
  }

  /** The message names the process ID; keeps the cause. */
  public ProcessException(Kind kind, long pid, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.pid = pid;
  }

  /** Why it failed. */
  public Kind kind() {
    return kind;
  }

  /** The process ID that was asked for. */
  public long pid() {
    return pid;
  }

  @Override
  public Outcome outcome() {
    return switch (kind) {
      case GONE -> Outcome.PROCESS_GONE;
      case HIDDEN -> Outcome.PROCESS_HIDDEN;
      case UNREADABLE -> Outcome.PROCESS_UNREADABLE;
    };
  }

  @Override
  public boolean mayPass() {
    return false;
  }
}
