package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Names of users and groups in the configuration of the packaged agent, and access to its socket.
 */
@RequiresRoot
class AccountNamesIT {

  private static final String NO_KUBELET = "kubelet_read_only_port = 1";
  private static final String NOBODY = "65534";

  /** Calls that make the socket's file, or change who may use it; with -f, each has its thread. */
  private static final String CALLS =
      "trace=umask,bind,chmod,fchmod,fchmodat,?fchmodat2,chown,lchown,fchown,fchownat,rename,renameat,renameat2,link,linkat";

  @TempDir private Path folder;

  @Test
  void letsNamedUsersAndGroupsAskAboutOthers() throws Exception {
    try (RunningAgent agent =
        RunningAgent.start(
            folder, "whois { users = [\"nobody\"] groups = [\"daemon\"] }", NO_KUBELET)) {
      letEverybodyIn();
      assertThat(whois(agent, "65534", "65534").status()).isEqualTo(3);
      assertThat(whois(agent, "4711", "1").status()).isEqualTo(3);
      assertThat(whois(agent, "4711", "4711").err())
          .contains("uid 4711 may not ask about others", "PERMISSION_DENIED");
    }
  }

  @Test
  void doesNotStartWithANameThatNobodyHas() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("agent.hcl"),
            """
            agent {
              whois {
                users = ["nobody", "no-such-user"]
              }
              socket_group = "no-such-group"
            }
            workload_attestor "k8s" { plugin_data { kubelet_read_only_port = 1 } }
            """);

    Program program = Program.attestor("agent", "--config", config.toString());

    assertThat(program)
        .isEqualTo(
            new Program(
                1,
                "",
                """
                attestor: %1$s: line 3: error: agent.whois.users has "no-such-user", which is not known here, expected the name of a user of the system that the agent runs on; numbers go to uids
                attestor: %1$s: line 5: error: agent.socket_group has "no-such-group", which is not known here, expected the name of a group of the system that the agent runs on, or its number
                """
                    .formatted(config)));
  }

  @Test
  void loadsNothingOfJnrWithoutNamesAndRestrictions() throws Exception {
    assertThat(loadedWith("whois { uids = [0] gids = [0] }"))
        .anyMatch(name -> name.startsWith("dev.attestor.agent.daemon."))
        .noneMatch(name -> name.startsWith("jnr."))
        .noneMatch(name -> name.startsWith("com.kenai."));
    // Where they are needed, the log shows them.
    assertThat(loadedWith("whois { users = [\"nobody\"] }"))
        .anyMatch(name -> name.startsWith("jnr.posix."))
        .anyMatch(name -> name.startsWith("com.kenai."));
  }

  /** The classes that an agent loads until it is ready and has been probed. */
  private List<String> loadedWith(String section) throws Exception {
    Path own = Files.createTempDirectory(folder, "agent");
    Path log = own.resolve("classes");
    try (RunningAgent agent =
        RunningAgent.start(
            own, section, NO_KUBELET, Map.of("_JAVA_OPTIONS", "-Xlog:class+load:file=" + log))) {
      assertThat(Program.run(healthLauncher(), "--socket", agent.socket().toString()).status())
          .isZero();
    }
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .map(line -> line.replaceFirst(" source: .*", "").replaceFirst(".*] ", ""))
          .toList();
    }
  }

  @Test
  void letsOnlyMembersOfTheGroupConnect() throws Exception {
    try (RunningAgent agent = RunningAgent.start(folder, "socket_group = \"daemon\"", NO_KUBELET)) {
      letEverybodyIn();
      assertThat(access(agent)).isEqualTo("rw-rw---- 1");
      assertThat(as("4711", "1", "whoami", agent).status()).isEqualTo(3);
      assertThat(as("4711", "4711", "whoami", agent).err()).contains("Permission denied");
      assertThat(Program.run(healthLauncher(), "--socket", agent.socket().toString()).status())
          .isZero();
    }
  }

  /** Under the widest umask, as the tightest one is chosen by the agent itself. */
  @Test
  void neverOpensTheSocketWiderThanAsked() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/strace")), "needs strace (Debian's package strace)");
    Path trace = folder.resolve("trace");
    Path config =
        Files.writeString(
            folder.resolve("agent.hcl"),
            """
            agent {
              socket_path = "%1$s/agent.sock"
              socket_mode = "0620"
              socket_group = %2$s
              ready_file = "%1$s/ready"
            }
            workload_attestor "k8s" { plugin_data { kubelet_read_only_port = 1 } }
            """
                .formatted(folder, NOBODY));
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "umask 000; exec strace -f -o \"$1\" -e \"$2\" \"$3\" agent --config \"$4\"",
                "sh",
                trace.toString(),
                CALLS,
                Program.launcher().toString(),
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      for (int tries = 0; tries < 900 && !Files.exists(folder.resolve("ready")); tries++) {
        assertThat(process.isAlive()).as(Files.readString(folder.resolve("log"))).isTrue();
        Thread.sleep(100);
      }
      assertThat(access(folder.resolve("agent.sock"))).isEqualTo("rw--w---- " + NOBODY);
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.waitFor();
    }

    String socket = "\"%s/agent.sock\"".formatted(folder);
    assertThat(calls(Files.readString(trace), socket))
        .hasSize(5)
        .startsWith("umask(0777)")
        .satisfies(
            steps ->
                assertThat(steps.get(1))
                    .matches("bind\\([0-9]+, \\{sa_family=AF_UNIX, sun_path=.*\\}, [0-9]+\\)"))
        .endsWith(
            "umask(000)",
            "lchown(%s, -1, %s)".formatted(socket, NOBODY),
            "chmod(%s, 0620)".formatted(socket));
  }

  /** The calls that change the umask, or name the socket. */
  private static List<String> calls(String trace, String socket) {
    return Pattern.compile("(?m)^[0-9]+ +([a-z0-9]+\\(.*\\)) += .*$")
        .matcher(trace)
        .results()
        .map(call -> call.group(1))
        .filter(call -> call.startsWith("umask(") || call.contains(socket))
        .toList();
  }

  private static String healthLauncher() {
    return Program.home().resolve("bin/attestor-health").toString();
  }

  private void letEverybodyIn() throws Exception {
    assertThat(Program.run("chmod", "a+rx", folder.toString()).status()).isZero();
  }

  private static String access(RunningAgent agent) throws Exception {
    return access(agent.socket());
  }

  private static String access(Path socket) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))
        + " "
        + Files.getAttribute(socket, "unix:gid");
  }

  private static Program whois(RunningAgent agent, String uid, String gid) throws Exception {
    return as(uid, gid, "whois " + ProcessHandle.current().pid(), agent);
  }

  private static Program as(String uid, String gid, String question, RunningAgent agent)
      throws Exception {
    Stream<String> account =
        Stream.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups");
    Stream<String> command = Stream.of(Program.launcher().toString());
    Stream<String> rest =
        Stream.concat(
            Stream.of(question.split(" ", -1)), Stream.of("--socket", agent.socket().toString()));
    return Program.run(Stream.concat(account, Stream.concat(command, rest)).toList());
  }
}
