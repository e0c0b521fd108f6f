package dev.attestor.windows;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.standin.StandInNode;
import dev.attestor.testkit.SystemSecurity;
import dev.attestor.windows.process.HostProcesses;
import dev.attestor.windows.process.WindowsProcess;
import dev.attestor.windows.winapi.JnaWinApi;
import dev.attestor.windows.winapi.OwnJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The packaged agent behind its named pipe, called by the packaged command line. */
@RequiresWindows
@EnabledIfSystemProperty(
    named = "attestor.home",
    matches = ".+",
    disabledReason = "needs the packaged program: see ci/wine/test")
@TestMethodOrder(OrderAnnotation.class)
class AgentPipeTest {

  private static final String HOME = System.getProperty("attestor.home", "");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java.exe").toString();
  private static final String PIPE = "attestor-test\\" + UUID.randomUUID();

  @TempDir private static Path folder;

  private static StandInNode node;
  private static Process agent;

  @BeforeAll
  static void start() throws Exception {
    node = StandInNode.start();
    configure("S-1-5-19");
    agent =
        new ProcessBuilder(attestor("agent", "--config", folder.resolve("agent.hcl").toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    for (int tries = 0; tries < 600 && agent.isAlive(); tries++) {
      if (Files.exists(folder.resolve("ready"))) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("the agent did not start: " + log());
  }

  @AfterAll
  static void stop() throws Exception {
    agent.destroyForcibly().waitFor();
    node.close();
  }

  @Test
  @Order(1)
  void tellsAProcessInAContainerWhoItIs() throws Exception {
    String container = node.containerId();
    try (OwnJob job = OwnJob.create("\\Container_" + container)) {
      Asked asked = Asked.start("whoami");
      job.add(asked.process.pid());

      assertThat(asked.output())
          .contains("k8s:ns:production", "k8s:sa:web", "k8s:container-name:blog");
      assertThat(asked.process.exitValue()).isZero();
    }
  }

  @Test
  @Order(2)
  void tellsAProcessOutsideThatItIsInNoPod() throws Exception {
    Asked asked = Asked.start("whoami");

    assertThat(asked.output())
        .containsExactly("attestor: process %s is not in a pod".formatted(asked.process.pid()));
    assertThat(asked.process.exitValue()).isEqualTo(3);
  }

  @Test
  @Order(3)
  void refusesAnAccountThatIsNotNamed() throws Exception {
    Asked asked = Asked.start("whois", "" + ProcessHandle.current().pid());

    assertThat(asked.output())
        .singleElement(as(InstanceOfAssertFactories.STRING))
        .matches(
            ("attestor: error: SID %s \\(.+\\\\.+\\) may not ask about others; the whois block of"
                    + " the agent's configuration names who may \\(PERMISSION_DENIED\\)")
                .formatted(Pattern.quote(ownSid())));
    assertThat(asked.process.exitValue()).isEqualTo(1);
  }

  @Test
  @Order(4)
  void doesNotTrustAPipeOfSomebodyElse() throws Exception {
    Asked asked = Asked.start("whoami", "--pipe-owner", "S-1-5-18");

    assertThat(String.join("\n", asked.output()))
        .contains("belongs to S-1-5-32-544, which is not trusted; expected one of [S-1-5-18]");
    assertThat(asked.process.exitValue()).isEqualTo(1);
  }

  @Test
  @Order(5)
  void isFoundByTheDoctor() throws Exception {
    String config = folder.resolve("agent.hcl").toString();
    Asked usual = Asked.start("doctor", "--config", config);
    Asked other = Asked.start("doctor", "--config", config, "--pipe-owner", "S-1-5-18");

    assertThat(usual.output())
        .contains(
            "ok: agent: listens on \"\\\\.\\pipe\\%s\" (--socket), which belongs to S-1-5-32-544"
                .formatted(PIPE));
    assertThat(String.join("\n", other.output()))
        .contains(
            ("problem: agent: \"\\\\.\\pipe\\%s\" (--socket) belongs to S-1-5-32-544, which clients do not"
                    + " trust")
                .formatted(PIPE));
    assertThat(other.process.exitValue()).isEqualTo(1);
  }

  @Test
  @Order(6)
  void answersAnAccountOnceAReloadNamesIt() throws Exception {
    configure(ownSid());
    for (int tries = 0; tries < 300 && !log().contains("the configuration was reloaded"); tries++) {
      Thread.sleep(100);
    }
    assertThat(log()).contains("the configuration was reloaded");

    Asked asked = Asked.start("whois", "" + ProcessHandle.current().pid());
    assertThat(asked.output())
        .containsExactly(
            "attestor: process %s is not in a pod".formatted(ProcessHandle.current().pid()));
    Asked top = Asked.start("top", "--once");
    assertThat(String.join("\n", top.output())).contains("{").contains("not_in_pod=");
  }

  @Test
  @Order(7)
  void namesTheAccountOfACaller() throws Exception {
    // As the system names it; a job of the other kind makes an attestation fail.
    String account = "SID %s (%s)".formatted(ownSid(), new JnaWinApi().account().name());
    Process conflicting = new ProcessBuilder("cmd.exe", "/c", "set /p line=").start();
    String path = "\\BaseNamedObjects\\JobContainer_" + node.containerId();
    try (OwnJob job = OwnJob.create(path, SystemSecurity.DESCRIPTOR)) {
      job.add(conflicting.pid());
      assertThat(Asked.start("whois", "" + conflicting.pid()).output())
          .singleElement(as(InstanceOfAssertFactories.STRING))
          .startsWith("attestor: error: ");
    } finally {
      conflicting.destroyForcibly();
    }
    Asked asked = Asked.start("whoami", "--verbose");

    assertThat(asked.output().get(0))
        .startsWith(
            "attestor: process %s runs as %s; groups: ".formatted(asked.process.pid(), account))
        .contains("SID S-1-5-32-544 (BUILTIN\\Administrators)");
    assertThat(log().lines().filter(line -> line.contains("an attestation failed")))
        .singleElement(as(InstanceOfAssertFactories.STRING))
        .contains(account.replace("\\", "\\\\"));
    assertThat(String.join("\n", Asked.start("top", "--once").output())).contains(account);
  }

  private static String ownSid() {
    try (WindowsProcess own = new HostProcesses().open((int) ProcessHandle.current().pid())) {
      return own.account().user().text();
    }
  }

  private static void configure(String sid) throws IOException {
    String text =
        """
        agent {
          pipe_name  = "%s"
          ready_file = "%s"
          whois { sids = ["%s"] }
        }
        workload_attestor "k8s" { plugin_data {
          %s
        } }
        """
            .formatted(
                PIPE.replace("\\", "\\\\"),
                folder.resolve("ready").toString().replace('\\', '/'),
                sid,
                Files.readString(node.writeConfig("/")));
    Files.writeString(folder.resolve("agent.hcl"), text);
  }

  private static String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private static List<String> attestor(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                JAVA,
                "--enable-native-access=ALL-UNNAMED",
                // Java 25 warns of a call that Wine 10 lacks, on stdout.
                "-XX:-PrintWarnings",
                // As the launchers have it: less time for each start.
                "-XX:+UseSerialGC",
                "-cp",
                HOME + "/lib/*",
                "dev.attestor.cli.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  /** A command that asks the agent. */
  private record Asked(Process process, Path file) {

    static Asked start(String... arguments) throws IOException {
      List<String> command = attestor(arguments);
      // As the launcher has it for short commands.
      command.add(1, "-XX:TieredStopAtLevel=1");
      command.addAll(List.of("--socket", "npipe:" + PIPE));
      Path file = Files.createTempFile(folder, "asked", "");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(file.toFile())
              .start();
      return new Asked(process, file);
    }

    /** Its output, once it has ended. */
    List<String> output() throws IOException, InterruptedException {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      return Files.readAllLines(file);
    }
  }
}
