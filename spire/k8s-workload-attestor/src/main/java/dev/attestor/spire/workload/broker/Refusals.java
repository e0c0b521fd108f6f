package dev.attestor.spire.workload.broker;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** What callers are told of a reference that gets no answer. */
final class Refusals {

  private Refusals() {}

  static StatusRuntimeException badReference(String what) {
    return Status.INVALID_ARGUMENT.withDescription(what).asRuntimeException();
  }

  static StatusRuntimeException denied(String what) {
    return Status.PERMISSION_DENIED.withDescription(what).asRuntimeException();
  }

  /** Tells nothing of what there is instead. */
  static StatusRuntimeException notFound() {
    return Status.NOT_FOUND
        .withDescription("there is no such object, or it has ended")
        .asRuntimeException();
  }

  static StatusRuntimeException impossible(String what) {
    return Status.FAILED_PRECONDITION.withDescription(what).asRuntimeException();
  }

  static StatusRuntimeException broken(String what) {
    return Status.INTERNAL.withDescription(what).asRuntimeException();
  }

  static StatusRuntimeException busy(String what) {
    return Status.UNAVAILABLE.withDescription(what).asRuntimeException();
  }
}
