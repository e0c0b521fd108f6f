package dev.attestor.core.error;

/**
 * The process is known and gets no identity: by the configuration, or because the kubelet's entry
 * of its pod cannot be used.
 */
public final class RefusedException extends AttestationException {

  /** Says what was refused, and what would have to change. */
  public RefusedException(String message) {
    super(message);
  }
}
