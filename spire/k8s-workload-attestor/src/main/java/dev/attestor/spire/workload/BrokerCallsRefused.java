package dev.attestor.spire.workload;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Refuses calls on behalf of a broker. SPIRE's own attestor asks the API server whether the broker
 * may make the call. This plugin cannot, so every answer would be wrong.
 */
final class BrokerCallsRefused implements ServerInterceptor {

  private static final Metadata.Key<String> BROKER =
      Metadata.Key.of("spire-agent-broker-caller-id", Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!headers.containsKey(BROKER)) {
      return next.startCall(call, headers);
    }
    call.close(
        Status.PERMISSION_DENIED.withDescription(
            "calls on behalf of a broker are not supported: their authorization is not checked here"),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
