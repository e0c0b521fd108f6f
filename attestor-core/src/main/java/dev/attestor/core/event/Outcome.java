package dev.attestor.core.event;

import dev.attestor.core.error.ApiServerException;
import dev.attestor.core.error.AttestationException;
import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.ContainerNotFoundException;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.error.RefusedException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** How an attestation ended. */
public enum Outcome {
  /** The process is in a pod. */
  IN_POD,
  /** The process is in no pod. */
  NOT_IN_POD,
  /** The process ended, is hidden, or cannot be examined. */
  PROCESS,
  /** Two sources name different containers or pods. */
  CONFLICT,
  /** The kubelet did not list the container in time. */
  NOT_LISTED,
  /** The process gets no identity by configuration. */
  REFUSED,
  /** The kubelet returned no usable list. */
  KUBELET,
  /** The API server did not return what the configuration needs. */
  API_SERVER,
  /** The image has no accepted signature. */
  IMAGE,
  /** A registry, or a service needed to verify signatures, did not answer. */
  REGISTRY,
  /** The caller cancelled or its deadline passed. */
  CANCELLED,
  /** Anything else: a defect. */
  DEFECT;

  /** Returns the outcome for a failure. */
  public static Outcome of(Throwable failure) {
    Throwable cause = failure.getCause();
    if (failure instanceof CompletionException && cause != null) {
      return of(cause);
    }
    if (failure instanceof CancellationException) {
      return CANCELLED;
    }
    return failure instanceof AttestationException attestation ? of(attestation) : DEFECT;
  }

  private static Outcome of(AttestationException failure) {
    if (failure instanceof ProcessException) {
      return PROCESS;
    }
    if (failure instanceof ConflictingEvidenceException) {
      return CONFLICT;
    }
    if (failure instanceof ContainerNotFoundException) {
      return NOT_LISTED;
    }
    if (failure instanceof RefusedException) {
      return REFUSED;
    }
    if (failure instanceof KubeletException) {
      return KUBELET;
    }
    if (failure instanceof ImageVerificationException image) {
      return image.kind() == ImageVerificationException.Kind.REFUSED ? IMAGE : REGISTRY;
    }
    return failure instanceof ApiServerException ? API_SERVER : DEFECT;
  }
}
