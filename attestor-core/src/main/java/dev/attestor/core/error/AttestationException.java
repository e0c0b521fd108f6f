package dev.attestor.core.error;

/**
 * Thrown if an attestation gave no answer. This says nothing about the process; in particular, not
 * that it is in no pod.
 *
 * <p>The message is one lower-case sentence for an operator, without secrets.
 */
public abstract sealed class AttestationException extends RuntimeException
    permits ApiServerException,
        ConflictingEvidenceException,
        ContainerNotFoundException,
        ImageVerificationException,
        KubeletException,
        ProcessException,
        RefusedException {

  AttestationException(String message) {
    super(message);
  }

  AttestationException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * What the failure counts as. Metrics, the gRPC status and what a caller is told follow from it.
   */
  public abstract Outcome outcome();

  /** Whether the same attestation may succeed later, without anybody changing anything. */
  public abstract boolean mayPass();
}
