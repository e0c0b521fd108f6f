package dev.attestor.agent.daemon.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.agent.api.v1.Identity;
import dev.attestor.agent.daemon.Agent;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.config.AgentConfigReader;
import dev.attestor.agent.daemon.reuse.Reuse.Call;
import dev.attestor.local.pipe.PipeAddress;
import dev.attestor.standin.StandInNode;
import dev.attestor.windows.winapi.OwnJob;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Callers that have ended, and processes of a pod that reuse their IDs. The agent runs in this
 * process; pipe, processes, IDs and jobs are real.
 */
@EnabledIfSystemProperty(
    named = "attestor.programs",
    matches = ".+",
    disabledReason = "makes calls to Windows and needs leaver.exe; ci/wine/test runs it")
@Timeout(value = 30 * 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipePidReuseTest {

  private static final String PROGRAM =
      System.getProperty("attestor.programs", "").replace('/', '\\') + "\\leaver.exe";

  private static final int TRIES = Integer.getInteger("attestor.reuse.tries", 50);

  /** As many callers as can connect at once while the agent does not examine them. */
  private static final int ROUND = 16;

  /** Enough to show that the test detects a broken agent. */
  private static final int FEW = 4;

  private static final Reply TRY_AGAIN = new Reply.Reconnect();

  private final PipeAddress address =
      PipeAddress.parse("npipe:attestor-test\\" + UUID.randomUUID());
  private final Numbers numbers = new Numbers();
  private StandInNode node;
  private OwnJob pod;

  @BeforeEach
  void start() throws Exception {
    node = StandInNode.start();
    pod = OwnJob.create("\\Container_" + node.containerId());
  }

  @AfterEach
  void stop() throws Exception {
    pod.close();
    node.close();
  }

  @Test
  void neverServesAProcessThatHasTheNumberOfACaller() throws Exception {
    HeldUpPlatform platform = new HeldUpPlatform(UnaryOperator.identity());
    try (Agent agent = agent(platform)) {
      assertThat(agent).isNotNull();
      int refused = 0;
      for (int rounds = 0; refused < TRIES; rounds++) {
        assertThat(rounds).as("rounds so far, with %s refused", refused).isLessThan(TRIES);
        List<Call> calls = reuseBeforeTheAgentLooks(platform, Math.min(ROUND, TRIES - refused));
        assertThat(calls).extracting(Call::reply).allMatch(TRY_AGAIN::equals);
        refused += calls.size();
      }
      System.out.println("refused " + refused + " callers whose number was in use again");
    }
  }

  @Test
  void wouldTakeOneForTheOtherButForItsAge() throws Exception {
    HeldUpPlatform platform = new HeldUpPlatform(View.Old::new);
    try (Agent agent = agent(platform)) {
      assertThat(agent).isNotNull();
      requireSuccessorsAnswers(reuseBeforeTheAgentLooks(platform, FEW));
    }
  }

  @Test
  void keepsTheNumberOfACallerFromOthersUntilItHangsUp() throws Exception {
    try (Agent agent = agent(new HeldUpPlatform(UnaryOperator.identity()))) {
      assertThat(agent).isNotNull();
      List<Caller> callers = callers(ROUND, true);
      try {
        callers.forEach(Caller::letGoOfNumber);
        Set<Integer> given = new HashSet<>();
        for (int round = 0; round < 3; round++) {
          numbers.stepTo(callers.get(0).numberBefore(), given::add);
        }
        assertThat(given).doesNotContainAnyElementsOf(callers.stream().map(Caller::pid).toList());
        for (Caller caller : callers) {
          assertThat(caller.whoAmI()).isEqualTo(new Reply.Failure());
        }
      } finally {
        callers.forEach(Caller::close);
      }
      numbers.stepTo(callers.get(ROUND - 1).pid(), number -> {});
    }
  }

  @Test
  void wouldTakeOneForTheOtherIfItDidNotHoldOnToTheFirst() throws Exception {
    try (Agent agent = agent(new HeldUpPlatform(View.Remembered::of));
        Reuse reuse = Reuse.force(callers(FEW, true), PROGRAM, pod)) {
      assertThat(agent).isNotNull();
      requireSuccessorsAnswers(reuse.whoAmI());
    }
  }

  private static void requireSuccessorsAnswers(List<Call> calls) {
    assertThat(calls).isNotEmpty();
    for (Call call : calls) {
      assertThat(call.reply()).isInstanceOf(Reply.Answer.class);
      Identity identity = ((Reply.Answer) call.reply()).identity();
      assertThat(identity.getPid()).isEqualTo(call.pid());
      assertThat(identity.getSelectorsList()).contains("k8s:ns:production", "k8s:sa:web");
    }
  }

  private List<Call> reuseBeforeTheAgentLooks(HeldUpPlatform platform, int number)
      throws Exception {
    platform.holdUp();
    try (Reuse reuse = Reuse.force(callers(number, false), PROGRAM, pod)) {
      platform.goOn();
      return reuse.whoAmI();
    } finally {
      platform.goOn();
    }
  }

  private List<Caller> callers(int number, boolean letIn) {
    List<Caller.Coming> coming = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      coming.add(Caller.start(PROGRAM, address, letIn));
    }
    return coming.stream().map(Caller.Coming::awaitEnd).toList();
  }

  private Agent agent(HeldUpPlatform platform) throws Exception {
    String text =
        """
        agent {
          pipe_name = "%s"
          limits { calls_per_second_per_caller = 100000 }
        }
        workload_attestor "k8s" { plugin_data {
          %s
        } }
        """
            .formatted(
                address.path().replace("\\", "\\\\"), Files.readString(node.writeConfig("/")));
    AgentConfig config =
        new AgentConfigReader(name -> null, file -> "", (kind, name) -> Optional.empty())
            .read(text)
            .config();
    return Agent.start(config, platform, "test");
  }
}
