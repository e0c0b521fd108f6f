package dev.attestor.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.agent.api.v1.Identity;
import dev.attestor.agent.client.AttestorClient;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.config.AgentConfigReader;
import dev.attestor.local.pipe.PipeAddress;
import dev.attestor.testkit.FakeKubelet;
import dev.attestor.testkit.OpenHandles;
import dev.attestor.windows.process.HostProcesses;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Tests a whole agent on a real named pipe, with a fake platform and a fake kubelet. */
@EnabledOnOs(
    value = OS.WINDOWS,
    disabledReason = "makes calls to Windows; ci/wine/test runs it in a Windows Java")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipeAgentTest {

  private static final int OWN_PID = Math.toIntExact(ProcessHandle.current().pid());
  private static final Set<String> OWNERS = Set.of("S-1-5-32-544");
  private static final String ROOMY = "limits { connections_per_caller = 1000 }";

  private final String pipe = "attestor-test\\" + UUID.randomUUID();
  private final PipePlatform platform = new PipePlatform(new HostProcesses());
  private FakeKubelet kubelet;

  @BeforeEach
  void start() throws Exception {
    kubelet = FakeKubelet.plain(FakeKubelet.answer(200, SomePlatform.podList("v1")));
  }

  @AfterEach
  void stop() {
    kubelet.close();
  }

  @Test
  void tellsACallerWhoItIs() throws Exception {
    try (Agent agent = agent("");
        AttestorClient client = client()) {
      assertThat(agent.httpAddress()).isEmpty();
      Identity identity = client.whoAmI();

      assertThat(identity.getPid()).isEqualTo(OWN_PID);
      assertThat(identity.getSelectorsList()).contains("k8s:ns:prod", "k8s:container-name:web");
    }
  }

  @Test
  void servesOneWhileSixtyOthersHoldConnectionsAndSendNonsense() throws Exception {
    List<RawPipe> others = new ArrayList<>();
    try (Agent agent = agent(ROOMY);
        AttestorClient client = client()) {
      assertThat(agent).isNotNull();
      // All connections belong to one caller here, whose next connections are delayed after invalid
      // input.
      client.whoAmI();
      for (int i = 0; i < 60; i++) {
        RawPipe other = RawPipe.open(address());
        others.add(other);
        if (i % 2 == 0) {
          other.send(new byte[10_000]);
        }
      }
      for (int i = 0; i < 50; i++) {
        assertThat(client.whoAmI().hasWorkload()).isTrue();
      }
    } finally {
      others.forEach(RawPipe::close);
    }
  }

  @Test
  void leavesNoHandlesBehind() throws Exception {
    try (Agent agent = agent(ROOMY);
        AttestorClient client = client()) {
      assertThat(agent).isNotNull();
      client.whoAmI();
      connect(64);
      int before = OpenHandles.now();

      connect(500);

      for (int tries = 0; tries < 100 && OpenHandles.now() > before + 50; tries++) {
        Thread.sleep(50);
      }
      assertThat(OpenHandles.now()).isLessThanOrEqualTo(before + 50);
      assertThat(client.whoAmI().hasWorkload()).isTrue();
    }
  }

  private void connect(int number) throws Exception {
    for (int i = 0; i < number; i++) {
      RawPipe.open(address()).close();
    }
  }

  @Test
  void neverServesAProcessThatMayHaveTheNumberOfAnother() throws Exception {
    platform.makeProcessesYoung();
    try (Agent agent = agent(ROOMY)) {
      assertThat(agent).isNotNull();
      for (int i = 0; i < 200; i++) {
        try (RawPipe successor = RawPipe.open(address())) {
          // SETTINGS, and a GOAWAY which says that no request was processed
          assertThat(successor.receive(26))
              .asHexString()
              .isEqualTo("000000040000000000" + "0000080700000000000000000000000000");
        }
      }
    }
  }

  @Test
  void refusesToTellOfOthersUnlessTheCallerIsNamed() throws Exception {
    try (Agent agent = agent("whois { sids = [\"S-1-5-19\"] }");
        AttestorClient client = client()) {
      assertThat(agent).isNotNull();
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> client.whoIs(OWN_PID))
          .satisfies(
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
    }
    // Allows everyone on the node, but the platform reports that the caller is in a pod.
    try (Agent agent = agent("whois { sids = [\"S-1-1-0\"] }");
        AttestorClient client = client()) {
      assertThat(agent).isNotNull();
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> client.whoIs(OWN_PID))
          .satisfies(
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
    }
    try (Agent agent = agent("whois { pods = [\"prod/web\"] }");
        AttestorClient client = client()) {
      assertThat(agent).isNotNull();
      assertThat(client.whoIs(OWN_PID).hasWorkload()).isTrue();
    }
  }

  @Test
  void stopsInTimeAndLeavesTheNameToTheNext() throws Exception {
    try (RawPipe idle = stopped()) {
      assertThat(idle.awaitEnd()).isTrue();
    }
    try (AttestorClient client = client()) {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(client::whoAmI)
          .satisfies(
              e ->
                  assertThat(e.getStatus().getCause())
                      .hasMessageStartingWith("there is no pipe \"%s\"", address()));
    }
    try (Agent agent = agent("");
        AttestorClient client = client()) {
      assertThat(agent).isNotNull();
      assertThat(client.whoAmI().hasWorkload()).isTrue();
    }
  }

  /** Returns a connection of an agent that was stopped. */
  private RawPipe stopped() throws Exception {
    Agent agent = agent("");
    RawPipe idle = RawPipe.open(address());
    idle.send(new byte[1]);
    long start = System.nanoTime();
    agent.close();
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
    return idle;
  }

  private PipeAddress address() {
    return PipeAddress.parse(pipe);
  }

  private Agent agent(String section) throws Exception {
    String text =
        """
        agent {
          pipe_name = "%s"
          %s
        }
        workload_attestor "k8s" {
          plugin_data { kubelet_read_only_port = %s }
        }
        """
            .formatted(pipe.replace("\\", "\\\\"), section, kubelet.port());
    AgentConfig config =
        new AgentConfigReader(name -> null, file -> "", (kind, name) -> Optional.empty())
            .read(text)
            .config();
    return Agent.start(config, platform, "test");
  }

  private AttestorClient client() {
    return AttestorClient.connect("npipe:" + pipe, OWNERS)
        .withTimeout(java.time.Duration.ofSeconds(20));
  }
}
