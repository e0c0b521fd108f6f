package dev.attestor.agent.daemon.service;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The service {@code grpc.health.v1.Health}. All services are healthy from the start until the
 * agent stops. An unknown name is answered but not stored.
 */
final class HealthService extends HealthGrpc.HealthImplBase {

  private final Set<String> services;
  private final Set<StreamObserver<HealthCheckResponse>> watching = ConcurrentHashMap.newKeySet();

  private volatile boolean stopping;

  /** Knows the given services, itself, and the whole server under the empty name. */
  HealthService(Stream<String> services) {
    this.services =
        Stream.concat(services, Stream.of("", HealthGrpc.SERVICE_NAME))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> response) {
    if (!knows(request)) {
      throw Status.NOT_FOUND.withDescription("there is no such service").asRuntimeException();
    }
    response.onNext(message(status()));
    response.onCompleted();
  }

  @Override
  public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> response) {
    if (!knows(request)) {
      // The stream stays open, as the protocol requires, although nothing more is sent.
      response.onNext(message(ServingStatus.SERVICE_UNKNOWN));
      return;
    }
    ServerCallStreamObserver<HealthCheckResponse> stream =
        (ServerCallStreamObserver<HealthCheckResponse>) response;
    watching.add(stream);
    stream.setOnCancelHandler(() -> watching.remove(stream));
    ServingStatus told = status();
    stream.onNext(message(told));
    if (stream.isCancelled()) {
      watching.remove(stream);
    }
    if (told != status() && watching.remove(stream)) {
      stream.onNext(message(ServingStatus.NOT_SERVING));
    }
  }

  private boolean knows(HealthCheckRequest request) {
    return services.contains(request.getService());
  }

  private ServingStatus status() {
    return stopping ? ServingStatus.NOT_SERVING : ServingStatus.SERVING;
  }

  private static HealthCheckResponse message(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }

  /** From now on, reports that nothing is served. */
  void stopping() {
    stopping = true;
    for (StreamObserver<HealthCheckResponse> stream : List.copyOf(watching)) {
      if (watching.remove(stream)) {
        stream.onNext(message(ServingStatus.NOT_SERVING));
      }
    }
  }
}
