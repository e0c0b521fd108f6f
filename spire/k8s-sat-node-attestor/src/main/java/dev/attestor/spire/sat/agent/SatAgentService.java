package dev.attestor.spire.sat.agent;

import com.google.protobuf.ByteString;
import dev.attestor.spire.sat.AttestationData;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.NodeAttestationStatuses;
import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.ServiceAccountToken;
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
  private final SatListener listener;

  SatAgentService(Configured<SatAgentConfig> config, SatListener listener) {
    this.config = config;
    this.listener = listener;
  }

  @Override
  public StreamObserver<Challenge> aidAttestation(
      StreamObserver<PayloadOrChallengeResponse> response) {
    SatAgentConfig current = config.get();
    try {
      AttestationData data = new AttestationData(current.cluster(), token(current));
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

  private ServiceAccountToken token(SatAgentConfig current) throws NodeAttestationException {
    long began = System.nanoTime();
    boolean usable = false;
    try {
      ServiceAccountToken token = AgentTokenFile.read(current, Clock.systemUTC());
      usable = true;
      return token;
    } finally {
      listener.tokenRead(usable, System.nanoTime() - began);
    }
  }
}
