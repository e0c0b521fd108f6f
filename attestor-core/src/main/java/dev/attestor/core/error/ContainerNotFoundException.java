package dev.attestor.core.error;

/**
 * The kubelet did not list the container of the process within the time that the configuration
 * allows.
 */
public final class ContainerNotFoundException extends AttestationException {

  /** Says which container, how long was waited, and what the kubelet listed instead. */
  public ContainerNotFoundException(String message) {
    super(message);
  }
}
