package dev.attestor.core.error;

/** Two sources named different containers or pods for one process; none of them is believed. */
public final class ConflictingEvidenceException extends AttestationException {

  /** Says what conflicted. */
  public ConflictingEvidenceException(String message) {
    super(message);
  }
}
