package dev.attestor.grpc;

import dev.attestor.core.error.ApiServerException;
import dev.attestor.core.error.AttestationException;
import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.ContainerNotFoundException;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.error.RefusedException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletionException;
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
    Throwable cause = failure.getCause();
    if (failure instanceof CompletionException && cause != null) {
      return of(cause);
    }
    if (failure instanceof StatusRuntimeException status) {
      return status;
    }
    if (failure instanceof AttestationException attestation) {
      return code(attestation)
          .withDescription(attestation.getMessage())
          .withCause(attestation)
          .asRuntimeException();
    }
    LOG.error("a defect during an attestation", failure);
    return Status.INTERNAL
        .withDescription("a defect in the attestor: " + failure.getClass().getSimpleName())
        .withCause(failure)
        .asRuntimeException();
  }

  private static Status code(AttestationException failure) {
    if (failure instanceof ConflictingEvidenceException || failure instanceof RefusedException) {
      return Status.FAILED_PRECONDITION;
    }
    if (failure instanceof ContainerNotFoundException) {
      return Status.DEADLINE_EXCEEDED;
    }
    if (failure instanceof ProcessException process) {
      return code(process.kind());
    }
    if (failure instanceof ApiServerException apiServer) {
      return apiServer.isPassing() ? Status.UNAVAILABLE : Status.INTERNAL;
    }
    if (failure instanceof ImageVerificationException image) {
      return code(image.kind());
    }
    return failure instanceof KubeletException kubelet ? code(kubelet.kind()) : Status.INTERNAL;
  }

  private static Status code(ProcessException.Kind kind) {
    return switch (kind) {
      case GONE -> Status.NOT_FOUND;
      case HIDDEN -> Status.PERMISSION_DENIED;
      case UNREADABLE -> Status.INTERNAL;
    };
  }

  private static Status code(ImageVerificationException.Kind kind) {
    return switch (kind) {
      case REFUSED -> Status.FAILED_PRECONDITION;
      case UNAVAILABLE, CLOSED -> Status.UNAVAILABLE;
    };
  }

  /** UNAVAILABLE if a retry may succeed, INTERNAL if somebody must fix something first. */
  private static Status code(KubeletException.Kind kind) {
    return switch (kind) {
      case UNREACHABLE, TIMEOUT, UNEXPECTED_STATUS, CLOSED -> Status.UNAVAILABLE;
      case TLS, CREDENTIALS, UNAUTHENTICATED, FORBIDDEN, BAD_BODY -> Status.INTERNAL;
    };
  }
}
