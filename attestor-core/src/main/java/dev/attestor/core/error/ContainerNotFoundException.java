package dev.attestor.core.error;

/** Thrown if the kubelet did not list the container of the process within the configured time. */
public final class ContainerNotFoundException extends AttestationException {

  /** The message names the container, the time waited, and what the kubelet listed instead. */
  public ContainerNotFoundException(String message) {
    super(message);
  }

  @Override
  public Outcome outcome() {
    return Outcome.NOT_LISTED;
  }

  @Override
  public boolean mayPass() {
    return true;
  }
}
