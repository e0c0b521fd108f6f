package dev.attestor.spire.sdk;

import dev.attestor.spire.sdk.proto.health.HealthCheckRequest;
import dev.attestor.spire.sdk.proto.health.HealthCheckResponse;
import dev.attestor.spire.sdk.proto.health.HealthCheckResponse.ServingStatus;
import dev.attestor.spire.sdk.proto.health.HealthGrpc;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;

/** Reports that the plugin serves, from its handshake until it ends. */
final class PluginHealthService extends HealthGrpc.HealthImplBase {

  /** The name that go-plugin requests, and the one for the whole server. */
  private static final Set<String> NAMES = Set.of("plugin", "");

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
    if (NAMES.contains(request.getService())) {
      answer.onNext(response(ServingStatus.SERVING));
      answer.onCompleted();
    } else {
      answer.onError(
          Status.NOT_FOUND
              .withDescription(
                  "unknown service \"%s\", expected \"plugin\"".formatted(request.getService()))
              .asRuntimeException());
    }
  }

  @Override
  public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
    ((ServerCallStreamObserver<HealthCheckResponse>) answer).setOnCancelHandler(() -> {});
    boolean known = NAMES.contains(request.getService());
    answer.onNext(response(known ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN));
  }

  private static HealthCheckResponse response(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }
}
