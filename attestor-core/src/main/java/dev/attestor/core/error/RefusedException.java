package dev.attestor.core.error;

/**
 * Thrown if the process was identified but gets no identity: because of the configuration, or
 * because the kubelet's entry for its pod is unusable.
 */
public final class RefusedException extends AttestationException {

  /** The message says what was refused, and what would have to change. */
  public RefusedException(String message) {
    super(message);
  }

  /** The message says why; keeps the cause. */
  public RefusedException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public Outcome outcome() {
    return Outcome.REFUSED;
  }

  @Override
  public boolean mayPass() {
    return false;
  }
}
