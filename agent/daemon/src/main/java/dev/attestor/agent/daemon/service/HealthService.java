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
 * The service {@code grpc.health.v1.Health}. All services are served, from the first moment to the
 * last; a name that is none of them is answered and not kept.
 */
final class HealthService extends HealthGrpc.HealthImplBase {

  private final Set<String> services;
  private final Set<StreamObserver<HealthCheckResponse>> watching = ConcurrentHashMap.newKeySet();

  private volatile boolean stopping;

  /** Knows the given services besides itself, and the server as a whole by the empty name. */
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
      // The stream stays open, as the protocol asks for; there never is more to say.
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

  /** Nothing is served from now on. */
  void stopping() {
    stopping = true;
    for (StreamObserver<HealthCheckResponse> stream : List.copyOf(watching)) {
      if (watching.remove(stream)) {
        stream.onNext(message(ServingStatus.NOT_SERVING));
      }
    }
  }
}
