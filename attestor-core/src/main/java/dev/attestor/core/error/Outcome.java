package dev.attestor.core.error;

import java.util.Locale;
import java.util.concurrent.CancellationException;

/** How an attestation ended. */
public enum Outcome {
  /** The process is in a pod. */
  IN_POD,
  /** The process is in no pod. */
  NOT_IN_POD,
  /** There is no such process, or it ended. */
  PROCESS_GONE("process"),
  /** The kernel hides the process from this account. */
  PROCESS_HIDDEN("process"),
  /** The kernel's files about the process cannot be read. */
  PROCESS_UNREADABLE("process"),
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

  private final String label;

  Outcome() {
    this.label = name().toLowerCase(Locale.ROOT);
  }

  Outcome(String label) {
    this.label = label;
  }

  /** Returns the outcome for a failure. */
  public static Outcome of(Throwable failure) {
    Throwable cause = Causes.unwrap(failure);
    if (cause instanceof AttestationException attestation) {
      return attestation.outcome();
    }
    return cause instanceof CancellationException ? CANCELLED : DEFECT;
  }

  /** The value of the label in metrics, which some outcomes share. */
  public String label() {
    return label;
  }
}
