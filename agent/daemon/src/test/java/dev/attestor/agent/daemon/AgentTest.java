package dev.attestor.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.agent.api.v1.Account;
import dev.attestor.agent.api.v1.Container;
import dev.attestor.agent.api.v1.Identity;
import dev.attestor.agent.api.v1.OperationsGrpc;
import dev.attestor.agent.api.v1.OverviewRequest;
import dev.attestor.agent.api.v1.OverviewResponse;
import dev.attestor.agent.api.v1.WatchResponse;
import dev.attestor.agent.client.AttestorClient;
import dev.attestor.testkit.FakeKubelet;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests a whole agent on a real socket, with a fake platform and a fake kubelet. */
@Timeout(120)
class AgentTest {

  private static final int OWN_PID = Math.toIntExact(ProcessHandle.current().pid());

  @RegisterExtension private final TestAgents agents = new TestAgents();
  private final SomePlatform platform = agents.platform;

  private static int callers(AttestorClient client, String namespace) {
    return OperationsGrpc.newBlockingStub(client.channel())
        .overview(OverviewRequest.newBuilder().setNamespace(namespace).build())
        .getCallersCount();
  }

  @Test
  void tellsACallerOnTheNodeItsAccountByNameOnceItIsKnown() throws Exception {
    platform.runEverythingOutside();
    String uid = "uid " + TestAgents.uid();
    try (Agent agent = agents.start("whois { uids = [%s] }".formatted(TestAgents.uid()));
        AttestorClient client = agents.client()) {
      assertThat(agent.httpAddress()).isEmpty();
      Account account = client.whoAmIWithAccount().getAccount();
      assertThat(account.getId()).isEqualTo(uid);
      assertThat(account.getGroupsList()).isNotEmpty();
      while (account.getName().isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(20);
        account = client.whoAmIWithAccount().getAccount();
      }
      assertThat(account.getName()).isEqualTo(System.getProperty("user.name"));
      OverviewResponse overview =
          OperationsGrpc.newBlockingStub(client.channel())
              .overview(OverviewRequest.getDefaultInstance());
      assertThat(overview.getCallers(0).getName()).isEqualTo(uid);
      assertThat(overview.getCallers(0).getAccount()).isEqualTo(account.getName());
    }
  }

  @Test
  void tellsACallerInAPodNoNamesOfTheNode() throws Exception {
    try (Agent agent = agents.start("");
        AttestorClient client = agents.client()) {
      assertThat(agent.httpAddress()).isEmpty();
      for (int i = 0; i < 20; i++) {
        Account account = client.whoAmIWithAccount().getAccount();
        assertThat(account.getName()).isEmpty();
        assertThat(account.getGroupsList()).allMatch(group -> group.matches("gid [0-9]+"));
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  @Test
  void letsOnlyThoseConnectWhoMay() throws Exception {
    Object gid = Files.getAttribute(Path.of("/proc/self"), "unix:gid");
    try (Agent agent = agents.start("socket_mode = \"0660\" socket_group = \"%s\"".formatted(gid));
        AttestorClient client = agents.client()) {
      assertThat(agent.httpAddress()).isEmpty();
      assertThat(client.whoAmI().getPid()).isEqualTo(OWN_PID);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(agents.configs().socket())))
          .isEqualTo("rw-rw----");
    }
    assertThat(agents.configs().socket()).doesNotExist();
  }

  @Test
  void tellsACallerWhoItIs() throws Exception {
    try (Agent agent = agents.start("");
        AttestorClient client = agents.client()) {
      assertThat(agent.httpAddress()).isEmpty();
      Identity identity = client.whoAmI();

      assertThat(identity.getPid()).isEqualTo(OWN_PID);
      assertThat(identity.getSelectorsList())
          .contains("k8s:ns:prod", "k8s:container-name:web", "k8s:pod-label:version:v1")
          .isSorted();
      assertThat(identity.getWorkload().getPod().getLabelsMap()).containsEntry("version", "v1");
      assertThat(identity.getWorkload().getPod().getServiceAccount()).isEqualTo("web");
      assertThat(identity.getWorkload().getContainer())
          .isEqualTo(
              Container.newBuilder()
                  .setKind(Container.Kind.REGULAR)
                  .setName("web")
                  .setId("c1")
                  .setImage("registry.example/web:1")
                  .setImageId("registry.example/web@sha256:aa")
                  .build());
      assertThat(identity.getFactsAsOf().getSeconds())
          .isBetween(
              identity.getAttestedAt().getSeconds() - 10, identity.getAttestedAt().getSeconds());
    }
  }

  @Test
  void tellsACallerThatIsInNoPod() throws Exception {
    platform.runEverythingOutside();
    try (Agent agent = agents.start("");
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      Identity identity = client.whoAmI();

      assertThat(identity.hasNotInPod()).isTrue();
      assertThat(identity.getSelectorsList()).isEmpty();
      assertThat(identity.hasFactsAsOf()).isFalse();
      assertThat(agents.kubelet().requests()).isZero();
    }
  }

  @Test
  void refusesToTellOfOthersUnlessTheCallerIsNamed() throws Exception {
    try (Agent agent = agents.start("");
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      assertFailed(
          () -> client.whoIs(OWN_PID),
          Status.Code.PERMISSION_DENIED,
          "uid %s may not ask about others; the whois block of the agent's configuration names who may"
              .formatted(TestAgents.uid()));
      assertFailed(
          () -> client.watch(OWN_PID).next(),
          Status.Code.PERMISSION_DENIED,
          "uid %s may not ask about others; the whois block of the agent's configuration names who may"
              .formatted(TestAgents.uid()));
      assertThat(client.whoAmI().hasWorkload()).isTrue();
    }
  }

  @Test
  void tellsWhoeverIsNamedOfOthers() throws Exception {
    try (Agent agent = agents.start(named());
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();

      assertThat(client.whoIs(OWN_PID).getWorkload().getPod().getName()).isEqualTo("web-1");
      assertFailed(
          () -> client.whoIs(-1),
          Status.Code.INVALID_ARGUMENT,
          "\"-1\" is not a process ID, expected a positive number");
      assertFailed(
          () -> client.whoIs(SomePlatform.GONE), Status.Code.NOT_FOUND, "there is no process 4999");
    }
  }

  @Test
  void streamsChangesUntilTheProcessEnds() throws Exception {
    try (Agent agent = agents.start(named() + "\nwatch_interval = \"500ms\"");
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      Iterator<WatchResponse> events = client.watch(77);

      assertThat(events.next().getIdentity().getSelectorsList())
          .contains("k8s:pod-label:version:v1");
      agents.kubelet().answerWith(FakeKubelet.answer(200, SomePlatform.podList("v2")));
      assertThat(events.next().getIdentity().getSelectorsList())
          .contains("k8s:pod-label:version:v2");
      agents.kubelet().answerWith(FakeKubelet.answer(500, new byte[0]));
      WatchResponse unknown = events.next();
      assertThat(unknown.getUnknown().getCode()).isEqualTo(Status.Code.UNAVAILABLE.value());
      agents.kubelet().answerWith(FakeKubelet.answer(200, SomePlatform.podList("v2")));
      assertThat(events.next().hasIdentity()).isTrue();
      platform.end();
      assertThat(events.next().hasEnded()).isTrue();
      assertThat(events.hasNext()).isFalse();
    }
  }

  @Test
  void reloadsWithoutDroppingACall() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try (Agent agent = agents.start("");
        AttestorClient client = agents.client()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(callers.submit(() -> callMany(client)));
      }
      for (int i = 0; i < 20; i++) {
        agent.reload(agents.configs().read(named()));
        Thread.sleep(20);
      }
      for (Future<Integer> each : answers) {
        assertThat(each.get(60, TimeUnit.SECONDS)).isEqualTo(200);
      }
      assertThat(client.whoIs(OWN_PID).hasWorkload()).isTrue();
    } finally {
      callers.shutdownNow();
    }
  }

  private static int callMany(AttestorClient client) {
    int answered = 0;
    for (int i = 0; i < 200; i++) {
      answered += client.whoAmI().hasWorkload() ? 1 : 0;
    }
    return answered;
  }

  @Test
  void servesMetricsAndHealthOnLoopback() throws Exception {
    InetSocketAddress http;
    try (Agent agent = agents.start("http_port = 0");
        AttestorClient client = agents.client()) {
      client.whoAmI();
      http = agent.httpAddress().orElseThrow();

      assertThat(http.getAddress().isLoopbackAddress()).isTrue();
      assertThat(get(http, "/live").statusCode()).isEqualTo(200);
      assertThat(get(http, "/ready").body()).isEqualTo("ok\n");
      assertThat(get(http, "/metrics").body())
          .contains("attestor_attestations_total{result=\"in_pod\"} 1.0")
          .contains("attestor_kubelet_requests_total{result=\"ok\"} 1.0")
          .contains("attestor_kubelet_requests_total{result=\"forbidden\"} 0.0")
          .contains("attestor_pod_list_uses_total{source=\"kubelet\"} 1.0")
          .contains("attestor_answers_total{source=\"listed\"} 1.0")
          .contains("attestor_answers_total{source=\"prefetched\"} 0.0")
          .contains("attestor_pods 1.0")
          .contains("attestor_connections 1.0")
          .contains("attestor_attestation_duration_seconds_count 1")
          .contains(
              "attestor_build_info{java=\"%s\",version=\"test\"} 1".formatted(Runtime.version()));
    }
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(http, "/live"));
  }

  @Test
  void servesMetricsOnEveryAddressIfTold() throws Exception {
    try (Agent agent = agents.start("http_port = 0\nhttp_address = \"0.0.0.0\"")) {
      InetSocketAddress http = agent.httpAddress().orElseThrow();

      assertThat(http.getAddress().isAnyLocalAddress()).isTrue();
      // A socket of 127.0.0.1 alone would refuse a connection to this other address of loopback.
      InetAddress other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
      assertThat(get(new InetSocketAddress(other, http.getPort()), "/live").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void tellsOperatorsWhatGoesOn() throws Exception {
    try (Agent agent = agents.start(named());
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      client.whoAmI();
      OverviewResponse overview =
          OperationsGrpc.newBlockingStub(client.channel())
              .overview(OverviewRequest.getDefaultInstance());

      assertThat(overview.getVersion()).isEqualTo("test");
      // The asking process is attested too; whether it is already counted depends on thread timing.
      assertThat(overview.getAttestationsMap()).containsOnlyKeys("in_pod");
      assertThat(overview.getAttestationsMap().get("in_pod")).isBetween(1L, 2L);
      assertThat(overview.getAnswersMap()).containsOnlyKeys("listed");
      assertThat(overview.hasAnswerAgeP50()).isTrue();
      assertThat(overview.getKubeletRequests()).isBetween(1L, 2L);
      assertThat(overview.getPods()).isEqualTo(1);
      assertThat(overview.getCallersList()).hasSize(1);
      assertThat(overview.getCallers(0).getName()).isEqualTo("pod u1 container c1");
      assertThat(overview.getCallers(0).getAnswered()).isEqualTo(1);
      assertThat(overview.getCallers(0).getNamespace()).isEqualTo("prod");
      assertThat(overview.getCallers(0).getPod()).isEqualTo("web-1");
      assertThat(callers(client, "prod")).isEqualTo(1);
      assertThat(callers(client, "dev")).isZero();
    }
  }

  @Test
  void servesHealthAndSaysWhenItStops() throws Exception {
    try (Agent agent = agents.start("");
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      assertThat(
              HealthGrpc.newBlockingStub(client.channel())
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
    assertThat(agents.configs().socket()).doesNotExist();
  }

  @Test
  void takesOverASocketThatWasLeftBehindAndNoOther() throws Exception {
    try (Agent agent = agents.start("")) {
      assertThat(agent).isNotNull();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> agents.start(""))
          .withMessage("another process listens on \"%s\"", agents.configs().socket());
    }
    Files.writeString(agents.configs().socket(), "precious");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> agents.start(""))
        .withMessage("\"%s\" is there already and is no socket", agents.configs().socket());
    assertThat(agents.configs().socket()).hasContent("precious");
    Files.delete(agents.configs().socket());
    agents.configs().leaveSocketBehind();
    try (Agent agent = agents.start("");
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      assertThat(client.whoAmI().hasWorkload()).isTrue();
      assertThat(Files.getPosixFilePermissions(agents.configs().socket())).hasSize(9);
    }
  }

  @Test
  void hangsUpOnAConnectionTooMany() throws Exception {
    try (Agent agent = agents.start("limits { connections_per_caller = 1 }");
        AttestorClient first = agents.client();
        AttestorClient second = agents.client()) {
      assertThat(agent).isNotNull();
      first.whoAmI();

      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(second::whoAmI)
          .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
      assertThat(first.whoAmI().hasWorkload()).isTrue();
    }
  }

  private static String named() {
    return "whois { pods = [\"prod/web\"] }";
  }

  private static HttpResponse<String> get(InetSocketAddress address, String path)
      throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "http://%s:%s%s"
                .formatted(address.getAddress().getHostAddress(), address.getPort(), path));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void assertFailed(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call,
      Status.Code code,
      String description) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call)
        .satisfies(
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(code);
              assertThat(e.getStatus().getDescription()).isEqualTo(description);
            });
  }
}
