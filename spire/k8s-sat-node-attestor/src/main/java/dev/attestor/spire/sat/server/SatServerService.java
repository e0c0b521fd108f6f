package dev.attestor.spire.sat.server;

import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.NodeAttestationException.Kind;
import dev.attestor.spire.sat.NodeAttestationStatuses;
import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sdk.Configured;
import dev.attestor.spire.sdk.proto.servernodeattestor.AttestRequest;
import dev.attestor.spire.sdk.proto.servernodeattestor.AttestResponse;
import dev.attestor.spire.sdk.proto.servernodeattestor.NodeAttestorGrpc;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** {@code spire.plugin.server.nodeattestor.v1.NodeAttestor}: one payload, one response. */
final class SatServerService extends NodeAttestorGrpc.NodeAttestorImplBase {

  private final Configured<ServerAttestor> attestor;
  private final SatListener listener;

  SatServerService(Configured<ServerAttestor> attestor, SatListener listener) {
    this.attestor = attestor;
    this.listener = listener;
  }

  @Override
  public StreamObserver<AttestRequest> attest(StreamObserver<AttestResponse> response) {
    ServerAttestor current = attestor.get();
    return new StreamObserver<>() {
      private boolean answered;

      @Override
      public void onNext(AttestRequest request) {
        if (!answered) {
          answered = true;
          answer(current, request, response);
        }
      }

      @Override
      public void onError(Throwable thrown) {
        // The host cancelled the call.
        answered = true;
      }

      @Override
      public void onCompleted() {
        onNext(AttestRequest.getDefaultInstance());
      }
    };
  }

  private void answer(
      ServerAttestor attestor, AttestRequest request, StreamObserver<AttestResponse> response) {
    try {
      AgentAttributes agent = attest(attestor, request.getPayload().toByteArray());
      response.onNext(
          AttestResponse.newBuilder()
              .setAgentAttributes(
                  dev.attestor.spire.sdk.proto.servernodeattestor.AgentAttributes.newBuilder()
                      .setSpiffeId(agent.spiffeId())
                      .addAllSelectorValues(agent.selectors())
                      .setCanReattest(agent.canReattest()))
              .build());
      response.onCompleted();
    } catch (NodeAttestationException e) {
      response.onError(NodeAttestationStatuses.of(e));
    }
  }

  private AgentAttributes attest(ServerAttestor attestor, byte[] payload)
      throws NodeAttestationException {
    long began = System.nanoTime();
    Optional<Kind> failure = Optional.of(Kind.INTERNAL);
    try {
      AgentAttributes agent = attestor.attest(payload);
      failure = Optional.empty();
      return agent;
    } catch (NodeAttestationException e) {
      failure = Optional.of(e.kind());
      throw e;
    } finally {
      listener.attested(failure, System.nanoTime() - began);
    }
  }
}
