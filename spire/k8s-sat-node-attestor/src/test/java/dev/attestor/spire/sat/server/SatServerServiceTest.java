package dev.attestor.spire.sat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.attestor.spire.sat.NodeAttestationException.Kind;
import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.ServiceAccount;
import dev.attestor.spire.sat.TestTokens;
import dev.attestor.spire.sat.ValidToken;
import dev.attestor.spire.sat.config.AgentId;
import dev.attestor.spire.sat.config.TokenBinding;
import dev.attestor.spire.sdk.Configured;
import dev.attestor.spire.sdk.proto.servernodeattestor.AttestRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SatServerServiceTest {

  private static final ValidToken AGENT =
      new ValidToken(
          new ServiceAccount("a", "b"), Optional.empty(), Optional.empty(), Optional.empty());
  private static final AttestRequest REQUEST =
      AttestRequest.newBuilder()
          .setPayload(ByteString.copyFrom(TestTokens.payload("c", TestTokens.unsigned("{}"))))
          .build();

  @Test
  void isNotReadyBeforeItsConfiguration() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> Clusters.attest(REQUEST, new Configured<>()))
        .withMessage("FAILED_PRECONDITION: not configured");
  }

  @Test
  void wantsAPayloadAndNothingElse() {
    Configured<ServerAttestor> attestor = knowing(id -> false);
    AttestRequest challenge =
        AttestRequest.newBuilder().setChallengeResponse(ByteString.copyFromUtf8("x")).build();

    assertThat(Clusters.attest(challenge, attestor).text())
        .isEqualTo("INVALID_ARGUMENT: missing attestation payload");
    assertThat(Clusters.attest(AttestRequest.getDefaultInstance(), attestor).text())
        .isEqualTo("INVALID_ARGUMENT: missing attestation payload");
  }

  @Test
  void refusesAnAgentThatTheServerKnows() {
    assertThat(Clusters.attest(REQUEST, knowing(id -> true)).text())
        .isEqualTo("PERMISSION_DENIED: attestation data has already been used to attest an agent");
  }

  @Test
  void attestsNobodyWhileTheServerDoesNotSay() {
    Configured<ServerAttestor> attestor =
        knowing(
            id -> {
              throw Status.FAILED_PRECONDITION.withDescription("not ready").asRuntimeException();
            });

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> Clusters.attest(REQUEST, attestor))
        .withMessage("FAILED_PRECONDITION: not ready");
  }

  @Test
  void tellsHowEachAttestationEnded() {
    List<Optional<Kind>> failures = new ArrayList<>();
    SatListener listener =
        new SatListener() {
          @Override
          public void attested(Optional<Kind> failure, long nanos) {
            failures.add(failure);
          }
        };
    Clusters.attest(REQUEST, knowing(id -> false), listener);
    Clusters.attest(REQUEST, knowing(id -> true), listener);
    Clusters.attest(AttestRequest.getDefaultInstance(), knowing(id -> false), listener);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(
            () ->
                Clusters.attest(
                    REQUEST,
                    knowing(
                        id -> {
                          throw Status.UNAVAILABLE.asRuntimeException();
                        }),
                    listener));

    assertThat(failures)
        .containsExactly(
            Optional.empty(),
            Optional.of(Kind.DENIED),
            Optional.of(Kind.INVALID),
            Optional.of(Kind.INTERNAL));
  }

  private static Configured<ServerAttestor> knowing(AgentStore agents) {
    ClusterAttestor cluster =
        new ClusterAttestor(
            "c",
            token -> AGENT,
            Set.of("a:b"),
            TokenBinding.IGNORE,
            AgentId.UUID,
            Optional.empty());
    Configured<ServerAttestor> attestor = new Configured<>();
    attestor.set(new ServerAttestor("example.org", name -> Optional.of(cluster), agents));
    return attestor;
  }
}
