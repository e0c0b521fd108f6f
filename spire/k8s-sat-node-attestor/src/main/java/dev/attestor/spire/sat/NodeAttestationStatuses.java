package dev.attestor.spire.sat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Maps errors to gRPC statuses; no other code does. */
public final class NodeAttestationStatuses {

  private NodeAttestationStatuses() {}

  /** The same status and message as in SPIRE's own plugin. */
  public static StatusRuntimeException of(NodeAttestationException e) {
    Status status =
        switch (e.kind()) {
          case INVALID -> Status.INVALID_ARGUMENT;
          case DENIED -> Status.PERMISSION_DENIED;
          case UNAVAILABLE -> Status.UNAVAILABLE;
          case INTERNAL -> Status.INTERNAL;
        };
    return status.withDescription(e.getMessage()).asRuntimeException();
  }
}
