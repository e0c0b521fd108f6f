package dev.attestor.core.error;

/**
 * An attestation that gave no answer. Nothing may be concluded about the process from it, least of
 * all that it is in no pod.
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
}
