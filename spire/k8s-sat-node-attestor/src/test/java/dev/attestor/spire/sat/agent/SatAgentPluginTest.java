package dev.attestor.spire.sat.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.TestTokens;
import dev.attestor.spire.sdk.BadConfigurationException;
import dev.attestor.spire.sdk.ConfigValidation;
import dev.attestor.spire.sdk.Configured;
import dev.attestor.spire.sdk.PluginConfiguration;
import dev.attestor.spire.sdk.proto.agentnodeattestor.NodeAttestorGrpc;
import dev.attestor.spire.sdk.proto.agentnodeattestor.PayloadOrChallengeResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SatAgentPluginTest {

  @TempDir private Path folder;
  private final List<Boolean> reads = new ArrayList<>();
  private final SatAgentPlugin plugin =
      new SatAgentPlugin(
          Map.of(),
          new SatListener() {
            @Override
            public void tokenRead(boolean usable, long nanos) {
              reads.add(usable);
            }
          });
  private final List<PayloadOrChallengeResponse> responses = new ArrayList<>();
  private final List<Status> ends = new ArrayList<>();

  @Test
  void sendsTheTokenAtOnceAndNothingElse() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), " x.\"y\".z \n");
    configure("cluster = \"My \\\"Cluster\\\"\"\ntoken_path = \"" + file + "\"");

    assertThat(attest())
        .isEqualTo("{\"cluster\":\"My \\\"Cluster\\\"\",\"token\":\"x.\\\"y\\\".z\"}");
    assertThat(ends).containsExactly(Status.OK);
  }

  @Test
  void readsTheTokenAnewEachTime() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "a.b.c");
    configure("cluster = \"c\"\ntoken_path = \"" + file + "\"");
    assertThat(attest()).contains("a.b.c");

    Files.writeString(file, "d.e.f");
    assertThat(attest()).contains("d.e.f");
  }

  @Test
  void tellsWhetherItHadAToken() throws Exception {
    Path file = folder.resolve("token");
    configure("cluster = \"c\"\ntoken_path = \"" + file + "\"");
    attest();
    Files.writeString(file, "a.b.c");
    attest();

    assertThat(reads).containsExactly(false, true);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          missing | - | unable to load token from "@": it does not exist; the pod's manifest needs a projected volume with serviceAccountToken: {path: missing}, mounted at "#"
          empty   | ' #' | unable to load token from "@": it is empty
          words   | 'a.b.c#d.e.f' | unable to load token from "@": token is not one word of plain ASCII
          """)
  void saysWhyThereIsNoToken(String name, String content, String expected) throws Exception {
    Path file = folder.resolve(name);
    if (!content.equals("-")) {
      Files.writeString(file, content.replace('#', '\n'));
    }
    configure("cluster = \"c\"\ntoken_path = \"" + file + "\"");

    assertThat(attest()).isEmpty();
    assertThat(ends).map(Status::getCode).containsExactly(Status.Code.INVALID_ARGUMENT);
    assertThat(ends)
        .map(Status::getDescription)
        .containsExactly(expected.replace("@", file.toString()).replace("#", folder.toString()));
  }

  @Test
  void readsATokenBehindAByteOrderMark() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "\ufeffa.b.c\r\n");
    configure("cluster = \"c\"\ntoken_path = \"" + file + "\"");

    assertThat(attest()).contains("\"a.b.c\"");
  }

  @Test
  void namesAFileThatIsUtf16() throws Exception {
    Path file = Files.write(folder.resolve("token"), "a.b.c".getBytes(StandardCharsets.UTF_16LE));
    configure("cluster = \"c\"\ntoken_path = \"" + file + "\"");

    assertThat(attest()).isEmpty();
    assertThat(ends)
        .map(Status::getDescription)
        .containsExactly(
            "unable to load token from \"%s\": it is saved as UTF-16, expected UTF-8"
                .formatted(file));
  }

  @Test
  void refusesTokensThatAreTooLong() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "a".repeat(1_000_000));
    configure("cluster = \"c\"\ntoken_path = \"" + file + "\"");

    assertThat(attest()).isEmpty();
    assertThat(ends)
        .map(Status::getDescription)
        .containsExactly(
            "unable to load token from \"%s\": it is larger than 64 KiB".formatted(file));
  }

  @Test
  void findsTheTokenWhereThePodHasIt() {
    assertThat(AgentTokenFile.usual(Map.of()))
        .isEqualTo(Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token"));
    assertThat(AgentTokenFile.usual(Map.of("CONTAINER_SANDBOX_MOUNT_POINT", "/C/a1b2")))
        .isEqualTo(Path.of("/C/a1b2/var/run/secrets/kubernetes.io/serviceaccount/token"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "aud": "spire-server"                                   | OK
          "aud": ["other", "spire-server"], "exp": 4102444800     | OK
          "aud": ["https://kubernetes.default.svc"]               | it is for another audience than [spire-server]; in the pod's manifest, the serviceAccountToken of the projected volume needs audience: spire-server
          "aud": 7                                                | it is for another audience than [spire-server]; in the pod's manifest, the serviceAccountToken of the projected volume needs audience: spire-server
          "aud": [[{}], null]                                     | it is for another audience than [spire-server]; in the pod's manifest, the serviceAccountToken of the projected volume needs audience: spire-server
          "a": 1, "a": 2                                          | its claims are not a JSON object
          """)
  void looksAtTheTokenIfAnAudienceIsSet(String claims, String expected) throws Exception {
    Path file = Files.writeString(folder.resolve("token"), TestTokens.unsigned("{" + claims + "}"));
    configure("cluster = \"c\" audience = \"spire-server\" token_path = \"" + file + "\"");

    String sent = attest();
    assertThat(sent.isEmpty() ? String.valueOf(ends.get(0).getDescription()) : "OK")
        .isEqualTo(
            expected.equals("OK")
                ? "OK"
                : "unable to load token from \"%s\": %s".formatted(file, expected));
  }

  @Test
  void saysWhyATokenWasNotRenewed() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("token"), TestTokens.unsigned("{\"aud\": \"a\", \"exp\": 1700000000}"));
    configure("cluster = \"c\" audience = \"a\" token_path = \"" + file + "\"");

    assertThat(attest()).isEmpty();
    assertThat(ends.get(0).getDescription())
        .matches(
            ".*: it expired [0-9]+ s ago and was not renewed; in the pod's manifest, the projected"
                + " volume has to be mounted as a folder, without subPath");
  }

  @Test
  void readsATokenWhole() throws Exception {
    String one = TestTokens.unsigned("{\"a\": \"" + "1".repeat(20_000) + "\"}");
    String two = TestTokens.unsigned("{\"a\": \"" + "2".repeat(30_000) + "\"}");
    Path file = Files.writeString(folder.resolve("token"), one);
    configure("cluster = \"c\" token_path = \"" + file + "\"");
    AtomicBoolean over = new AtomicBoolean();
    Thread kubelet =
        new Thread(
            () -> {
              for (int i = 0; !over.get(); i++) {
                renew(file, i % 2 == 0 ? two : one);
              }
            });
    kubelet.start();
    try {
      for (int i = 0; i < 200; i++) {
        assertThat(attest())
            .isIn(
                "{\"cluster\":\"c\",\"token\":\"%s\"}".formatted(one),
                "{\"cluster\":\"c\",\"token\":\"%s\"}".formatted(two));
      }
    } finally {
      over.set(true);
      kubelet.join();
    }
  }

  /** As the kubelet does, and with a moment in which there is no file. */
  private void renew(Path file, String token) {
    try {
      Path next = Files.writeString(folder.resolve("next"), token);
      Files.delete(file);
      Files.move(next, file);
      Thread.sleep(30);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void findsATokenForAnAudienceWhereOtherAttestorsHaveIt() {
    assertThat(AgentTokenFile.projected(Map.of()))
        .isEqualTo(Path.of("/var/run/secrets/tokens/spire-agent"));
    assertThat(AgentTokenFile.projected(Map.of("CONTAINER_SANDBOX_MOUNT_POINT", "/C/a1b2")))
        .isEqualTo(Path.of("/C/a1b2/var/run/secrets/tokens/spire-agent"));
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                SatAgentConfig.read(
                    "cluster = \"c\" audience = [\"\"]", Path.of("/a"), Path.of("/b")))
        .withMessageContaining("audience has an empty text");
  }

  @Test
  void namesThePartOfTheManifestThatIsMissing() throws Exception {
    Path file = folder.resolve("kubernetes.io").resolve("serviceaccount").resolve("token");
    configure("cluster = \"c\" token_path = \"" + file + "\"");
    assertThat(attest()).isEmpty();
    assertThat(ends.get(0).getDescription())
        .isEqualTo(
            "unable to load token from \"%s\": it does not exist; the pod's manifest must not have automountServiceAccountToken: false, or it needs a projected volume with a serviceAccountToken whose file is token_path"
                .formatted(file));

    configure(
        "cluster = \"c\" audience = \"spire-server\" token_path = \"" + folder.resolve("t") + "\"");
    assertThat(attest()).isEmpty();
    assertThat(ends.get(0).getDescription())
        .endsWith(
            "it does not exist; the pod's manifest needs a projected volume with serviceAccountToken: {audience: spire-server, path: t}, mounted at \"%s\""
                .formatted(folder));
  }

  @Test
  void wantsACluster() {
    PluginConfiguration empty = new PluginConfiguration("example.org", "");

    assertThatExceptionOfType(BadConfigurationException.class)
        .isThrownBy(() -> plugin.configure(empty))
        .withMessage(
            "cluster is not set, expected the name that the server's configuration has for it");
    assertThat(plugin.validate(empty))
        .isEqualTo(
            new ConfigValidation(
                false,
                List.of(
                    "error: cluster is not set, expected the name that the server's configuration"
                        + " has for it")));
    assertThat(
            plugin.validate(
                new PluginConfiguration("example.org", "cluster = \"c\" tokenpath = \"/t\"")))
        .isEqualTo(
            new ConfigValidation(
                false,
                List.of("line 1: error: unknown key \"tokenpath\", did you mean \"token_path\"?")));
  }

  @Test
  void isNotReadyBeforeItsConfiguration() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(
            () ->
                new SatAgentService(new Configured<>(), SatListener.NONE)
                    .aidAttestation(observer()))
        .withMessage("FAILED_PRECONDITION: not configured");
  }

  private void configure(String text) throws BadConfigurationException, IOException {
    plugin.configure(new PluginConfiguration("example.org", text));
  }

  /** The payload; empty if there was none. */
  private String attest() {
    responses.clear();
    ends.clear();
    ((NodeAttestorGrpc.AsyncService) plugin.service()).aidAttestation(observer()).onCompleted();
    return responses.isEmpty() ? "" : responses.get(0).getPayload().toStringUtf8();
  }

  private StreamObserver<PayloadOrChallengeResponse> observer() {
    return new StreamObserver<>() {
      @Override
      public void onNext(PayloadOrChallengeResponse response) {
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
    };
  }
}
