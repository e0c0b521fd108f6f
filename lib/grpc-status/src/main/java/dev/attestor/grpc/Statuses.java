package dev.attestor.grpc;

import dev.attestor.core.error.AttestationException;
import dev.attestor.core.error.Causes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps the core's errors to gRPC statuses; no other code does. */
public final class Statuses {

  private static final Logger LOG = LoggerFactory.getLogger(Statuses.class);

  private Statuses() {}

  /**
   * Returns a status with the error's message. For a defect, the status contains no internals;
   * these go to the log.
   */
  public static StatusRuntimeException of(Throwable failure) {
    Throwable cause = Causes.unwrap(failure);
    if (cause instanceof StatusRuntimeException status) {
      return status;
    }
    if (cause instanceof AttestationException attestation) {
      return code(attestation)
          .withDescription(attestation.getMessage())
          .withCause(attestation)
          .asRuntimeException();
    }
    LOG.error("a defect during an attestation", cause);
    return Status.INTERNAL
        .withDescription("a defect in the attestor: " + cause.getClass().getSimpleName())
        .withCause(cause)
        .asRuntimeException();
  }

  /** What may pass is UNAVAILABLE; what somebody has to fix is INTERNAL. */
  private static Status code(AttestationException failure) {
    return switch (failure.outcome()) {
      case PROCESS_GONE -> Status.NOT_FOUND;
      case PROCESS_HIDDEN -> Status.PERMISSION_DENIED;
      case CONFLICT, REFUSED, IMAGE -> Status.FAILED_PRECONDITION;
      case NOT_LISTED -> Status.DEADLINE_EXCEEDED;
      case CANCELLED -> Status.CANCELLED;
      case PROCESS_UNREADABLE, KUBELET, API_SERVER, REGISTRY, DEFECT, IN_POD, NOT_IN_POD ->
          failure.mayPass() ? Status.UNAVAILABLE : Status.INTERNAL;
    };
  }
}
