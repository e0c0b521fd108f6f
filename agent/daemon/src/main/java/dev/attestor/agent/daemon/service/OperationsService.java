package dev.attestor.agent.daemon.service;

import com.google.protobuf.Duration;
import dev.attestor.agent.api.v1.Caller;
import dev.attestor.agent.api.v1.OperationsGrpc;
import dev.attestor.agent.api.v1.OverviewRequest;
import dev.attestor.agent.api.v1.OverviewResponse;
import dev.attestor.agent.daemon.account.AccountId;
import dev.attestor.agent.daemon.config.ActiveConfiguration;
import dev.attestor.agent.daemon.limits.Admission;
import dev.attestor.agent.daemon.limits.CallerFigures;
import dev.attestor.agent.daemon.telemetry.Figures;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** The service {@code attestor.agent.v1.Operations}. */
final class OperationsService extends OperationsGrpc.OperationsImplBase {

  private static final int MAX_CALLERS = 100;

  private final CallAuthorizer authorizer;
  private final Admission admission;
  private final Callers callers;
  private final Figures figures;
  private final String version;
  private final Instant startedAt;
  private final ActiveConfiguration active;

  OperationsService(
      CallAuthorizer authorizer,
      Admission admission,
      Callers callers,
      Figures figures,
      String version,
      Instant startedAt,
      ActiveConfiguration active) {
    this.authorizer = authorizer;
    this.admission = admission;
    this.callers = callers;
    this.figures = figures;
    this.version = version;
    this.startedAt = startedAt;
    this.active = active;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The response reports the result.
  public void overview(OverviewRequest request, StreamObserver<OverviewResponse> response) {
    CompletableFuture<Void> allowed = authorizer.requireOperator();
    ((ServerCallStreamObserver<OverviewResponse>) response)
        .setOnCancelHandler(() -> allowed.cancel(false));
    allowed.whenComplete(
        (may, failure) -> {
          if (failure == null) {
            response.onNext(overview(request.getNamespace()));
            response.onCompleted();
          } else {
            response.onError(CallerStatus.of(failure).asRuntimeException());
          }
        });
  }

  private OverviewResponse overview(String namespace) {
    OverviewResponse.Builder overview =
        OverviewResponse.newBuilder()
            .setVersion(version)
            .setStartedAt(IdentityMessages.timestamp(startedAt))
            .setConfiguredAt(IdentityMessages.timestamp(active.since()))
            .putAllAttestations(figures.attestations())
            .putAllAnswers(figures.answers())
            .setKubeletRequests(figures.kubeletRequests())
            .setKubeletFailures(figures.kubeletFailures())
            .setPods(figures.pods())
            .setConnections(admission.connections())
            .setCallsUnderWay(admission.underWay())
            .setCallsQueued(admission.queued());
    figures.latency(0.5).ifPresent(time -> overview.setLatencyP50(duration(time)));
    figures.latency(0.99).ifPresent(time -> overview.setLatencyP99(duration(time)));
    figures.answerAge(0.5).ifPresent(age -> overview.setAnswerAgeP50(duration(age)));
    figures.answerAge(0.99).ifPresent(age -> overview.setAnswerAgeP99(duration(age)));
    figures.listAge().ifPresent(age -> overview.setListAge(duration(age)));
    admission.callers().stream()
        .map(this::caller)
        .filter(caller -> namespace.isEmpty() || caller.getNamespace().equals(namespace))
        .limit(MAX_CALLERS)
        .forEach(overview::addCallers);
    return overview.build();
  }

  private Caller caller(CallerFigures figures) {
    Caller.Builder caller =
        Caller.newBuilder()
            .setName(figures.name())
            .setConnections(figures.connections())
            .setCallsUnderWay(figures.underWay())
            .setAnswered(figures.answered())
            .setRefused(figures.refused())
            .setFailed(figures.failed());
    AccountId.parse(figures.name()).flatMap(callers.accounts()::name).ifPresent(caller::setAccount);
    callers
        .pods()
        .of(figures.name())
        .ifPresent(pod -> caller.setNamespace(pod.namespace()).setPod(pod.name()));
    return caller.build();
  }

  private static Duration duration(java.time.Duration time) {
    return Duration.newBuilder().setSeconds(time.getSeconds()).setNanos(time.getNano()).build();
  }
}
