package dev.attestor.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.agent.api.v1.OperationsGrpc;
import dev.attestor.agent.api.v1.OverviewRequest;
import dev.attestor.agent.api.v1.WatchResponse;
import dev.attestor.agent.client.AttestorClient;
import dev.attestor.testkit.FakeKubelet;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Tests who may ask about others, on a real socket; the fake platform says where the caller runs.
 */
@Timeout(60)
class OperatorsTest {

  private static final int OTHER = 77;
  private static final String POD = "whois { pods = [\"prod/web\"] }";
  private static final String SELDOM = "\nwatch_interval = \"1h\"";
  private static final String OFTEN = "\nwatch_interval = \"500ms\"";

  @RegisterExtension private final TestAgents agents = new TestAgents();
  private final SomePlatform platform = agents.platform;

  @Test
  void anAccountCountsForNothingInAPod() throws Exception {
    try (Agent agent = agents.start(account());
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      String message = notThisPod("prod");

      assertDenied(() -> client.whoIs(OTHER), message);
      assertDenied(() -> client.watch(OTHER).next(), message);
      assertDenied(() -> overview(client), message);
      assertThat(client.whoAmI().hasWorkload()).isTrue();
    }
  }

  @Test
  void anAccountCountsOnTheNodeAndNoPodsNameDoes() throws Exception {
    platform.runEverythingOutside();
    try (Agent agent = agents.start(account());
        AttestorClient client = agents.client()) {
      assertThat(client.whoIs(OTHER).hasNotInPod()).isTrue();
      overview(client);
      agent.reload(agents.configs().read(POD));
      assertDenied(() -> client.whoIs(OTHER), notNamed());
    }
  }

  @Test
  void anAccountCountsForNothingInAnyOtherContainer() throws Exception {
    platform.runEverythingInSomeOtherContainer();
    try (Agent agent = agents.start(account());
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      assertDenied(() -> client.whoIs(OTHER), inContainer());
      assertDenied(() -> overview(client), inContainer());
    }
  }

  @Test
  void aNamedPodIsTheNamespaceWithTheServiceAccountAndNoOther() throws Exception {
    try (Agent agent = agents.start(POD);
        AttestorClient client = agents.client()) {
      assertThat(client.whoIs(OTHER).hasWorkload()).isTrue();
      overview(client);
      for (String other : new String[] {"prod/default", "web/prod", "other/web"}) {
        agent.reload(agents.configs().read("whois { pods = [\"%s\"] }".formatted(other)));
        assertThatExceptionOfType(StatusRuntimeException.class)
            .isThrownBy(() -> client.whoIs(OTHER));
      }
    }
  }

  @Test
  void aCallerThatCannotBeAttestedMayAskNothing() throws Exception {
    agents.kubelet().answerWith(FakeKubelet.answer(500, new byte[0]));
    try (Agent agent = agents.start(account() + "\n");
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> client.whoIs(OTHER))
          .satisfies(
              e -> {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(e.getStatus().getDescription())
                    .isEqualTo("the kubelet gives no usable pod list; the agent's log says why");
              });
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> overview(client))
          .satisfies(e -> assertThat(e.getStatus().getDescription()).doesNotContain("127.0.0.1"));
    }
  }

  @Test
  void aReloadThatRemovesTheCallerEndsItsStreamAtOnce() throws Exception {
    try (Agent agent = agents.start(POD + SELDOM);
        AttestorClient client = agents.client()) {
      Iterator<WatchResponse> others = client.watch(OTHER);
      Iterator<WatchResponse> own = client.watch(0);
      assertThat(others.next().hasIdentity()).isTrue();
      assertThat(own.next().hasIdentity()).isTrue();

      agent.reload(agents.configs().read(POD + OFTEN));
      agent.reload(agents.configs().read(account() + SELDOM));

      assertDenied(others::hasNext, notThisPod("prod"));
      // Its stream about itself continues.
      assertThat(client.whoAmI().hasWorkload()).isTrue();
    }
  }

  @Test
  void aReloadOnTheNodeThatRemovesTheCallerEndsItsStreamAtOnce() throws Exception {
    platform.runEverythingOutside();
    try (Agent agent = agents.start(account() + SELDOM);
        AttestorClient client = agents.client()) {
      Iterator<WatchResponse> others = client.watch(OTHER);
      assertThat(others.next().hasIdentity()).isTrue();

      agent.reload(agents.configs().read(""));

      assertDenied(others::hasNext, notNamed());
    }
  }

  @Test
  void aStreamEndsOnceItsCallersPodIsAnother() throws Exception {
    try (Agent agent = agents.start(POD + OFTEN);
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      Iterator<WatchResponse> others = client.watch(OTHER);
      assertThat(others.next().hasIdentity()).isTrue();

      String list = new String(SomePlatform.podList("v1"), StandardCharsets.UTF_8);
      byte[] moved = list.replace("\"prod\"", "\"other\"").getBytes(StandardCharsets.UTF_8);
      agents.kubelet().answerWith(FakeKubelet.answer(200, moved));

      assertDenied(others::hasNext, notThisPod("other"));
    }
  }

  @Test
  void aStreamAboutAnotherEndsWithItThoughItsNumberIsInUseAgain() throws Exception {
    try (Agent agent = agents.start(POD + OFTEN);
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      Iterator<WatchResponse> others = client.watch(OTHER);
      assertThat(others.next().hasIdentity()).isTrue();

      platform.giveNumbersToOthers();
      agents.kubelet().answerWith(FakeKubelet.answer(200, SomePlatform.podList("v2")));

      assertThat(others.next().hasEnded()).isTrue();
    }
  }

  private static void overview(AttestorClient client) {
    assertThat(
            OperationsGrpc.newBlockingStub(client.channel())
                .overview(OverviewRequest.getDefaultInstance())
                .getVersion())
        .isEqualTo("test");
  }

  private static String account() throws IOException {
    return "whois { uids = [%s] }".formatted(TestAgents.uid());
  }

  private static String notNamed() throws IOException {
    return "uid %s may not ask about others; the whois block of the agent's configuration names who may"
        .formatted(TestAgents.uid());
  }

  private static String inContainer() throws IOException {
    return notNamed()
        .replace(" may not", " in a container, or in a PID namespace of its own, may not");
  }

  private static String notThisPod(String namespace) {
    return ("the pod %s/web-1 with the service account \"web\" may not ask about others; the whois"
            + " block of the agent's configuration names who may")
        .formatted(namespace);
  }

  private static void assertDenied(ThrowingCallable call, String description) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call)
        .satisfies(
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
              assertThat(e.getStatus().getDescription()).isEqualTo(description);
            });
  }
}
