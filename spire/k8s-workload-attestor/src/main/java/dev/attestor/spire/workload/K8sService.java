package dev.attestor.spire.workload;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.attestor.core.attest.Attestation;
import dev.attestor.core.attest.CurrentAttestor;
import dev.attestor.core.pod.Selectors;
import dev.attestor.grpc.Statuses;
import dev.attestor.spire.sdk.proto.reference.WorkloadPIDReference;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestReferenceRequest;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestReferenceResponse;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestRequest;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestResponse;
import dev.attestor.spire.sdk.proto.workloadattestor.WorkloadAttestorGrpc;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * {@code spire.plugin.agent.workloadattestor.v1.WorkloadAttestor}. Answers on the calling thread if
 * a fresh pod list has the answer; waiting calls hold no thread.
 */
final class K8sService extends WorkloadAttestorGrpc.WorkloadAttestorImplBase {

  private static final String PID_REFERENCE =
      "type.googleapis.com/spiffe.broker.WorkloadPIDReference";

  private final CurrentAttestor attestor;
  private final ResponseCache responses = new ResponseCache();

  K8sService(CurrentAttestor attestor) {
    this.attestor = attestor;
  }

  @Override
  public void attest(AttestRequest request, StreamObserver<AttestResponse> response) {
    attest(request.getPid(), response, responses::of);
  }

  @Override
  public void attestReference(
      AttestReferenceRequest request, StreamObserver<AttestReferenceResponse> response) {
    try {
      attest(
          pid(request.getReference()),
          response,
          selectors ->
              AttestReferenceResponse.newBuilder()
                  .addAllSelectorValues(selectors.values())
                  .build());
    } catch (InvalidProtocolBufferException e) {
      response.onError(
          Status.INVALID_ARGUMENT
              .withDescription("the reference cannot be read: " + e.getMessage())
              .asRuntimeException());
    }
  }

  private static int pid(Any reference) throws InvalidProtocolBufferException {
    if (!reference.getTypeUrl().equals(PID_REFERENCE)) {
      throw Status.INVALID_ARGUMENT
          .withDescription(
              "references of type \"%s\" are not supported, expected \"%s\""
                  .formatted(reference.getTypeUrl(), PID_REFERENCE))
          .asRuntimeException();
    }
    return WorkloadPIDReference.parseFrom(reference.getValue()).getPid();
  }

  private <T> void attest(int pid, StreamObserver<T> response, Function<Selectors, T> message) {
    if (pid <= 0) {
      throw Status.INVALID_ARGUMENT
          .withDescription("\"%s\" is not a process ID, expected a positive number".formatted(pid))
          .asRuntimeException();
    }
    CompletableFuture<Attestation> answer =
        attestor
            .attest(pid)
            .orElseThrow(
                () ->
                    Status.FAILED_PRECONDITION
                        .withDescription("not configured")
                        .asRuntimeException());
    if (!answer.isDone() && response instanceof ServerCallStreamObserver<T> call) {
      // The workload disconnected, so the call no longer needs a pod list.
      call.setOnCancelHandler(() -> answer.cancel(false));
    }
    respond(answer, response, message);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The response reports the result.
  private static <T> void respond(
      CompletableFuture<Attestation> answer,
      StreamObserver<T> response,
      Function<Selectors, T> message) {
    answer.whenComplete(
        (attestation, failure) -> {
          if (answer.isCancelled()) {
            return;
          }
          if (failure == null) {
            response.onNext(message.apply(attestation.selectors()));
            response.onCompleted();
          } else {
            response.onError(Statuses.of(failure));
          }
        });
  }
}
