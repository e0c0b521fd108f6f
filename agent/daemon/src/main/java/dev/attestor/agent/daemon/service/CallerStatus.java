package dev.attestor.agent.daemon.service;

import dev.attestor.core.error.AttestationException;
import dev.attestor.core.error.Outcome;
import dev.attestor.grpc.Statuses;
import io.grpc.Status;

/**
 * What a caller learns about a failure: only its kind, because any program on the node may call.
 * Addresses, accounts, paths and other pods appear only in the log.
 */
final class CallerStatus {

  private CallerStatus() {}

  /** The status for the caller. Its cause is the failure itself, which is not sent. */
  static Status of(Throwable failure) {
    Status status = Statuses.of(failure).getStatus();
    return status.getCause() instanceof AttestationException cause
        ? status.withDescription(words(cause))
        : status;
  }

  private static String words(AttestationException failure) {
    return failure.outcome() == Outcome.PROCESS_GONE
        ? String.valueOf(failure.getMessage())
        : kind(failure.outcome()) + "; the agent's log says why";
  }

  private static String kind(Outcome outcome) {
    return switch (outcome) {
      case PROCESS_GONE, PROCESS_HIDDEN, PROCESS_UNREADABLE -> "the process cannot be looked at";
      case CONFLICT -> "the evidence about the process conflicts";
      case NOT_LISTED -> "the kubelet did not list the container in time";
      case REFUSED -> "the process is refused an identity";
      case KUBELET -> "the kubelet gives no usable pod list";
      case API_SERVER -> "the API server does not tell what has to be asked of it";
      case IMAGE -> "the image has no signature that is accepted";
      case REGISTRY -> "the image's signature cannot be checked now";
      case IN_POD, NOT_IN_POD, CANCELLED, DEFECT -> "the process cannot be attested";
    };
  }
}
