package dev.attestor.error;

/** The process is known, and the configuration gives it no identity. */
public final class RefusedException extends AttestationException {

  /** Says what was refused, and which setting would allow it. */
  public RefusedException(String message) {
    super(message);
  }
}
