package dev.attestor.spire.sat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** The one place where errors become gRPC statuses. */
public final class NodeAttestationStatuses {

  private NodeAttestationStatuses() {}

  /** The status that SPIRE's users know for such an error, with its words. */
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
