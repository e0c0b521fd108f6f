package dev.attestor.core.error;

/** Thrown if two sources name different containers or pods for a process. Neither is trusted. */
public final class ConflictingEvidenceException extends AttestationException {

  /** The message says what conflicts. */
  public ConflictingEvidenceException(String message) {
    super(message);
  }

  @Override
  public Outcome outcome() {
    return Outcome.CONFLICT;
  }

  @Override
  public boolean mayPass() {
    return false;
  }
}
