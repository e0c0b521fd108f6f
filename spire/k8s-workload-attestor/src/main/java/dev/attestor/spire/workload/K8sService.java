package dev.attestor.spire.workload;

import com.google.protobuf.Any;
import dev.attestor.core.attest.Current;
import dev.attestor.core.pod.Selectors;
import dev.attestor.grpc.Statuses;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestReferenceRequest;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestReferenceResponse;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestRequest;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestResponse;
import dev.attestor.spire.sdk.proto.workloadattestor.WorkloadAttestorGrpc;
import dev.attestor.spire.workload.broker.Answers;
import dev.attestor.spire.workload.broker.Caller;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * {@code spire.plugin.agent.workloadattestor.v1.WorkloadAttestor}. Answers on the calling thread if
 * a fresh pod list has the answer; waiting calls hold no thread of gRPC's.
 *
 * <p>Never answers {@code UNIMPLEMENTED}: SPIRE would then ask again without the broker's name.
 */
final class K8sService extends WorkloadAttestorGrpc.WorkloadAttestorImplBase {

  private final Current<Answers> current;
  private final ResponseCache responses = new ResponseCache();

  K8sService(Current<Answers> current) {
    this.current = current;
  }

  @Override
  public void attest(AttestRequest request, StreamObserver<AttestResponse> response) {
    Caller caller = Caller.current();
    answer(answers -> answers.attest(caller, request.getPid()), response, responses::of);
  }

  @Override
  public void attestReference(
      AttestReferenceRequest request, StreamObserver<AttestReferenceResponse> response) {
    Caller caller = Caller.current();
    Optional<Any> reference =
        request.hasReference() ? Optional.of(request.getReference()) : Optional.empty();
    answer(
        answers -> answers.attest(caller, reference),
        response,
        selectors ->
            AttestReferenceResponse.newBuilder().addAllSelectorValues(selectors.values()).build());
  }

  private <T> void answer(
      Function<Answers, CompletableFuture<Selectors>> call,
      StreamObserver<T> response,
      Function<Selectors, T> message) {
    CompletableFuture<Selectors> answer =
        current
            .use(call)
            .orElseThrow(
                () ->
                    Status.FAILED_PRECONDITION
                        .withDescription("not configured")
                        .asRuntimeException());
    if (!answer.isDone() && response instanceof ServerCallStreamObserver<T> observer) {
      // The workload disconnected, so the call no longer needs a pod list.
      observer.setOnCancelHandler(() -> answer.cancel(false));
    }
    respond(answer, response, message);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The response reports the result.
  private static <T> void respond(
      CompletableFuture<Selectors> answer,
      StreamObserver<T> response,
      Function<Selectors, T> message) {
    answer.whenComplete(
        (selectors, failure) -> {
          if (answer.isCancelled()) {
            return;
          }
          if (failure == null) {
            response.onNext(message.apply(selectors));
            response.onCompleted();
          } else {
            response.onError(Statuses.of(failure));
          }
        });
  }
}
