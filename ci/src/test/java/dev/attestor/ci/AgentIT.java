package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged agent on this host, without a cluster. */
@RequiresRoot
class AgentIT {

  private static final String NO_KUBELET = "kubelet_read_only_port = 1";

  @TempDir private Path folder;

  @Test
  void saysThatAProcessOfTheHostIsInNoPod() throws Exception {
    RunningAgent agent = RunningAgent.start(folder, "", NO_KUBELET);
    try (agent) {
      Program program = agent.ask("whoami");
      assertThat(program.status()).as(program.err()).isEqualTo(3);
      assertThat(program.out()).isEmpty();
      assertThat(program.err()).matches("attestor: process [0-9]+ is not in a pod\n");
    }
    agent.assertStoppedCleanly();
  }

  @Test
  void refusesToTellAnUnlistedUserOfOthers() throws Exception {
    try (RunningAgent agent = RunningAgent.start(folder, "whois { uids = [0] }", NO_KUBELET)) {
      String own = "" + ProcessHandle.current().pid();
      assertThat(agent.ask("whois", own).status()).isEqualTo(3);

      Program open = Program.run("chmod", "a+rx", folder.toString());
      assertThat(open.status()).isZero();
      Program stranger =
          Program.run(
              Stream.concat(
                      Stream.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
                      List.of(
                          Program.launcher().toString(),
                          "whois",
                          own,
                          "--socket",
                          agent.socket().toString())
                          .stream())
                  .toList());
      assertThat(stranger)
          .isEqualTo(
              new Program(
                  1,
                  "",
                  "attestor: error: uid 65534 may not ask about others; the whois block of the agent's"
                      + " configuration names who may (PERMISSION_DENIED)\n"));
    }
  }

  @Test
  void namesTheNumberOfAProcessInAnotherPidNamespaceAsItsOwn() throws Exception {
    try (RunningAgent agent = RunningAgent.start(folder, "whois { uids = [0] }", NO_KUBELET)) {
      Program inside =
          Program.run(
              "unshare",
              "--pid",
              "--fork",
              "--mount-proc",
              Program.launcher().toString(),
              "whois",
              "1",
              "--socket",
              agent.socket().toString());
      assertThat(inside.status()).isEqualTo(1);
      assertThat(inside.err()).contains("in a PID namespace of its own, may not ask about others");
    }
  }

  @Test
  void refusesACallerThatItsOwnPidNamespaceDoesNotShow() throws Exception {
    Process agent =
        new ProcessBuilder(
                "unshare",
                "--pid",
                "--fork",
                "--mount-proc",
                "--kill-child",
                Program.launcher().toString(),
                "agent",
                "--config",
                config().toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      Path socket = folder.resolve("agent.sock");
      for (int tries = 0; tries < 300 && !folder.resolve("ready").toFile().exists(); tries++) {
        Thread.sleep(100);
      }
      Program outside = Program.attestor("whoami", "--socket", socket.toString());
      assertThat(outside.status()).isEqualTo(1);
      assertThat(outside.err())
          .contains("the caller runs in a PID namespace that the agent cannot see into");
    } finally {
      // unshare does not pass SIGTERM to its child.
      agent.destroyForcibly().waitFor();
    }
  }

  @Test
  void reloadsOnSighupAndOnAChangeOfItsFile() throws Exception {
    try (RunningAgent agent = RunningAgent.start(folder, "", NO_KUBELET)) {
      String own = "" + ProcessHandle.current().pid();
      assertThat(agent.ask("whois", own).status()).isEqualTo(1);
      agent.reconfigure("whois { uids = [0] }", NO_KUBELET);
      awaitLog(agent, "the configuration was reloaded", 1);
      assertThat(agent.ask("whois", own).status()).isEqualTo(3);
      agent.reconfigure("whois { uid = [0] }", NO_KUBELET);
      awaitLog(agent, "the configuration was not reloaded, the previous one stays active", 1);
      assertThat(agent.log()).contains("unknown key \\\"agent.whois.uid\\\"");
      assertThat(agent.ask("whois", own).status()).isEqualTo(3);
      agent.reconfigure("whois { uids = [0] }", NO_KUBELET);
      awaitLog(agent, "the configuration was reloaded", 2);
      Program hangUp = Program.run("kill", "-HUP", "" + agent.process().pid());
      assertThat(hangUp.status()).isZero();
      awaitLog(agent, "the configuration was reloaded", 3);
    }
  }

  @Test
  void logsJsonWhereItIsAskedTo() throws Exception {
    try (RunningAgent agent = RunningAgent.start(folder, "log_format = \"json\"", NO_KUBELET)) {
      assertThat(agent.log().lines())
          .isNotEmpty()
          .allMatch(line -> line.startsWith("{\"@level\":"));
      assertThat(agent.log()).contains("the agent is ready");
    }
  }

  @Test
  void showsWhatItDoes() throws Exception {
    try (RunningAgent agent = RunningAgent.start(folder, "whois { uids = [0] }", NO_KUBELET)) {
      agent.ask("whoami");
      Program top = agent.ask("top", "--once");
      assertThat(top.status()).as(top.err()).isZero();
      assertThat(top.out())
          .startsWith("attestor 0.2.0, since ")
          // "whoami", and the caller of this.
          .contains("{not_in_pod=2}")
          .contains("1 connections");
    }
  }

  @Test
  void saysThatNoAgentAnswers() throws Exception {
    Program program = Program.attestor("whoami", "--socket", folder.resolve("none").toString());
    assertThat(program.status()).isEqualTo(1);
    assertThat(program.err()).startsWith("attestor: error: no agent answers at ");
  }

  private Path config() throws Exception {
    return java.nio.file.Files.writeString(
        folder.resolve("agent.hcl"),
        """
        agent {
          socket_path = "%s/agent.sock"
          ready_file = "%s/ready"
        }
        workload_attestor "k8s" { plugin_data { kubelet_read_only_port = 1 } }
        """
            .formatted(folder, folder));
  }

  private static void awaitLog(RunningAgent agent, String message, int times) throws Exception {
    for (int tries = 0; tries < 600; tries++) {
      if (agent.log().split(java.util.regex.Pattern.quote(message), -1).length > times) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("not logged: " + message + "\n" + agent.log());
  }
}
