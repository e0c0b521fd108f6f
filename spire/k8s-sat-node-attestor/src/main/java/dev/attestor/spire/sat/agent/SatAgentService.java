package dev.attestor.spire.sat.agent;

import com.google.protobuf.ByteString;
import dev.attestor.spire.sat.AttestationData;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.NodeAttestationStatuses;
import dev.attestor.spire.sdk.Configured;
import dev.attestor.spire.sdk.proto.agentnodeattestor.Challenge;
import dev.attestor.spire.sdk.proto.agentnodeattestor.NodeAttestorGrpc;
import dev.attestor.spire.sdk.proto.agentnodeattestor.PayloadOrChallengeResponse;
import io.grpc.stub.StreamObserver;
import java.time.Clock;

/** {@code spire.plugin.agent.nodeattestor.v1.NodeAttestor}: sends the payload and ends the call. */
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

  private final Configured<SatAgentConfig> config;

  SatAgentService(Configured<SatAgentConfig> config) {
    this.config = config;
  }

  @Override
  public StreamObserver<Challenge> aidAttestation(
      StreamObserver<PayloadOrChallengeResponse> response) {
    SatAgentConfig current = config.get();
    try {
      AttestationData data =
          new AttestationData(current.cluster(), AgentTokenFile.read(current, Clock.systemUTC()));
      response.onNext(
          PayloadOrChallengeResponse.newBuilder()
              .setPayload(ByteString.copyFrom(data.toJson()))
              .build());
      response.onCompleted();
    } catch (NodeAttestationException e) {
      response.onError(NodeAttestationStatuses.of(e));
    }
    return UNHEARD;
  }
}
