package dev.attestor.spire.node.sat.agent;

import com.google.protobuf.ByteString;
import dev.attestor.spire.node.sat.AttestationData;
import dev.attestor.spire.node.sat.NodeAttestationException;
import dev.attestor.spire.node.sat.Statuses;
import dev.attestor.spire.plugin.Configured;
import dev.attestor.spire.plugin.proto.agentnodeattestor.Challenge;
import dev.attestor.spire.plugin.proto.agentnodeattestor.NodeAttestorGrpc;
import dev.attestor.spire.plugin.proto.agentnodeattestor.PayloadOrChallengeResponse;
import io.grpc.stub.StreamObserver;

/**
 * {@code spire.plugin.agent.nodeattestor.v1.NodeAttestor}: sends the payload at once, and is done.
 */
final class SatAgentService extends NodeAttestorGrpc.NodeAttestorImplBase {

  private static final StreamObserver<Challenge> UNHEARD =
      new StreamObserver<>() {
        @Override
        public void onNext(Challenge challenge) {}

        @Override
        public void onError(Throwable thrown) {}

        @Override
        public void onCompleted() {}
      };

  private final Configured<AgentConfig> config;

  SatAgentService(Configured<AgentConfig> config) {
    this.config = config;
  }

  @Override
  public StreamObserver<Challenge> aidAttestation(
      StreamObserver<PayloadOrChallengeResponse> response) {
    AgentConfig current = config.get();
    try {
      AttestationData data =
          new AttestationData(current.cluster(), TokenFile.read(current.tokenFile()));
      response.onNext(
          PayloadOrChallengeResponse.newBuilder()
              .setPayload(ByteString.copyFrom(data.toJson()))
              .build());
      response.onCompleted();
    } catch (NodeAttestationException e) {
      response.onError(Statuses.of(e));
    }
    return UNHEARD;
  }
}
