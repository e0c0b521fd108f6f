package dev.attestor.spire.sat.server;

import com.google.protobuf.ByteString;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.TestKeys;
import dev.attestor.spire.sat.TestTokens;
import dev.attestor.spire.sat.config.ServerConfigReader;
import dev.attestor.spire.sat.key.KeyFileException;
import dev.attestor.spire.sdk.Configured;
import dev.attestor.spire.sdk.proto.servernodeattestor.AttestRequest;
import dev.attestor.spire.sdk.proto.servernodeattestor.AttestResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A configured server side with some clusters: {@code MyCluster} has a key of each kind, {@code
 * Other} another one, {@code Strict} requires an issuer and an audience, {@code Moving} accepts two
 * issuers, {@code Once} accepts a token once.
 */
final class Clusters {

  private static final String CONFIG =
      """
      clusters = {
          "MyCluster" = {
              service_account_allow_list = ["production:spire-agent"]
              service_account_key_file = "@/keys.pem"
          }
          "Other" = {
              service_account_allow_list = ["production:spire-agent", "default:blog"]
              service_account_key_file = "@/other.pem"
          }
          "Strict" = {
              service_account_allow_list = ["production:spire-agent"]
              service_account_key_file = "@/keys.pem"
              issuer = "https://kubernetes.default.svc"
              audience = ["spire-server", "spire"]
          }
          "Moving" = {
              service_account_allow_list = ["production:spire-agent"]
              service_account_key_file = "@/keys.pem"
              issuer = ["https://old.example", "https://kubernetes.default.svc"]
          }
          "Once" = {
              service_account_allow_list = ["production:spire-agent"]
              service_account_key_file = "@/keys.pem"
              refuse_used_tokens = true
          }
      }
      """;

  /** IDs that the server knows; asking for an ID does not add it. */
  final Set<String> asked = new HashSet<>();

  private final Configured<ServerAttestor> attestor = new Configured<>();

  private Clusters() {}

  static Clusters in(Path folder) throws IOException, ConfigException, KeyFileException {
    Files.writeString(
        folder.resolve("keys.pem"),
        TestKeys.pem(TestKeys.RSA)
            + TestKeys.pem(TestKeys.P256)
            + TestKeys.pem(TestKeys.P384)
            + TestKeys.pem(TestKeys.P521));
    Files.writeString(folder.resolve("other.pem"), TestKeys.pem(TestKeys.OTHER_RSA));
    Clusters clusters = new Clusters();
    Clock clock = Clock.fixed(TestTokens.NOW, ZoneOffset.UTC);
    clusters.attestor.set(
        new AttestorFactory(clusters::ask, Map.of(), clock, SatListener.NONE)
            .make(
                "example.org",
                ServerConfigReader.read(CONFIG.replace("@", folder.toString())).config()));
    return clusters;
  }

  private boolean ask(String id) {
    asked.add(id);
    return false;
  }

  /** What the host sees. */
  Answer attest(ByteString payload) {
    return attest(AttestRequest.newBuilder().setPayload(payload).build(), attestor);
  }

  static Answer attest(AttestRequest request, Configured<ServerAttestor> attestor) {
    return attest(request, attestor, SatListener.NONE);
  }

  static Answer attest(
      AttestRequest request, Configured<ServerAttestor> attestor, SatListener listener) {
    List<AttestResponse> responses = new ArrayList<>();
    List<Status> ends = new ArrayList<>();
    StreamObserver<AttestRequest> requests =
        new SatServerService(attestor, listener)
            .attest(
                new StreamObserver<>() {
                  @Override
                  public void onNext(AttestResponse response) {
                    responses.add(response);
                  }

                  @Override
                  public void onError(Throwable thrown) {
                    ends.add(((StatusRuntimeException) thrown).getStatus());
                  }

                  @Override
                  public void onCompleted() {
                    ends.add(Status.OK);
                  }
                });
    requests.onNext(request);
    // The host closes its side later, which must not matter.
    requests.onCompleted();
    return new Answer(responses, ends);
  }

  /** All responses; ends has exactly one element. */
  record Answer(List<AttestResponse> responses, List<Status> ends) {

    String text() {
      Status end = ends.get(0);
      return end.isOk() ? "OK" : end.getCode() + ": " + end.getDescription();
    }
  }
}
