package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.testkit.FakeKubelet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that write text like the kernel's lines into their own name and the names of their
 * cgroups, on this host's kernel and against the packaged agent.
 */
@RequiresRoot
class HostileNamesIT {

  private static final String POD = "54d0da56-c7e0-4079-8dd4-08f6d1a02033";
  private static final String CONTAINER =
      "2045aac3283a7769ded1b46b43cb191104e71cffa38ce275a4412662510f223f";
  private static final String PODS =
      """
      {"kind": "PodList", "items": [{
        "metadata": {"name": "payments-0", "namespace": "production", "uid": "%s"},
        "spec": {"serviceAccountName": "payments", "nodeName": "node1",
          "containers": [{"name": "main", "image": "registry.example/payments:1"}]},
        "status": {"phase": "Running", "containerStatuses": [{"name": "main",
          "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}},
          "image": "registry.example/payments:1", "imageID": "sha256:00",
          "containerID": "containerd://%s"}]}}]}
      """
          .formatted(POD, CONTAINER);

  /** The kernel allows all bytes in names except the slash, the line feed and the NUL. */
  private static final List<String> SEPARATORS =
      List.of(
          "\\r",
          "\\f",
          "\\v",
          "\\t",
          " ",
          "\\x1c",
          "\\x85",
          "\\xc2\\x85",
          "\\xe2\\x80\\xa8",
          "\\xff");

  /** Below a separate group, because a kubelet on this host would kill unknown pods. */
  private final String root = "/attestor-it-" + ProcessHandle.current().pid();

  @TempDir private Path folder;
  private FakeKubelet kubelet;
  private RunningAgent agent;

  @BeforeEach
  void startAgent() throws Exception {
    kubelet = FakeKubelet.plain(FakeKubelet.answer(200, PODS.getBytes(StandardCharsets.UTF_8)));
    agent =
        RunningAgent.start(
            folder,
            "whois { uids = [0] }",
            "kubelet_read_only_port = %s\nkubelet_cgroup_root = \"%s\""
                .formatted(kubelet.port(), root));
    assertThat(Program.run("chmod", "a+rx", folder.toString()).status()).isZero();
  }

  @AfterEach
  void stopAgent() throws Exception {
    agent.close();
    kubelet.close();
    for (String tree : List.of(root, "/attestor-it-user-" + ProcessHandle.current().pid())) {
      Path group = Path.of(mount() + tree);
      if (Files.isDirectory(group)) {
        Program.run("find", group.toString(), "-depth", "-type", "d", "-delete");
      }
    }
  }

  @Test
  void givesTheIdentityToWhomRootPutsIntoThePodsCgroup() throws Exception {
    Program honest = whoAmI("-", "kubepods/pod" + POD + "/" + CONTAINER, mount() + root);
    assertThat(honest.status()).as(honest.err()).isZero();
    assertThat(honest.lines()).contains("k8s:ns:production", "k8s:sa:payments");
  }

  @Test
  void givesNoIdentityToAUserWhoWritesALineIntoTheNameOfACgroup() throws Exception {
    for (String separator : SEPARATORS) {
      for (String line : List.of("0::", "9::", "1:cpu:")) {
        String below = "x" + separator + line + root + "/kubepods/pod" + POD + "/" + CONTAINER;
        Program hostile = whoAmI("65534", below, delegated());
        assertThat(hostile.status()).as("%s: %s", below, hostile).isEqualTo(3);
        assertThat(hostile.out()).isEmpty();
        assertThat(hostile.err()).contains("is not in a pod");
      }
    }
  }

  @Test
  void refusesANameWithSuchAByteWhereTheKubeletsNamesAreExpected() throws Exception {
    Program odd = whoAmI("-", "kubepods/x\\r9::/pod" + POD + "/" + CONTAINER, mount() + root);
    assertThat(odd.status()).isEqualTo(1);
    assertThat(odd.out()).isEmpty();
    assertThat(odd.err()).contains("the process cannot be looked at; the agent's log says why");
    assertThat(agent.log())
        .contains(
            "is refused: it has the byte 0x0d at position %s of a path, in the name "
                .formatted(root.length() + "/kubepods/x".length() + 1));
  }

  @Test
  void answersNobodyOfAnotherPidNamespaceWhateverItsName() throws Exception {
    String target = "" + ProcessHandle.current().pid();
    for (String name : List.of("\\rNSpid:\\t7", "\\x85NSpid:\\t7", "\\nNSpid:\\t7", "NSpid:\\t7")) {
      assertThat(whoIs(target, name).out())
          .as("in our namespace, %s", name)
          .isEqualTo("answered\n");
      assertThat(whoIs("1", name, "unshare", "--pid", "--fork", "--mount-proc").out())
          .as("in another, %s", name)
          .isEqualTo("refused\n");
    }
  }

  private Program whoIs(String pid, String name, String... wrapper) throws Exception {
    Path script = Cluster.scripts().resolveSibling("agent").resolve("forged_name.py");
    return Program.run(
        java.util.stream.Stream.concat(
                java.util.Arrays.stream(wrapper),
                List.of("python3", "-B", "" + script, "" + agent.socket(), pid, name).stream())
            .toList());
  }

  /**
   * Runs {@code attestor whoami} in a cgroup that the caller creates itself.
   *
   * @param account the user ID; {@code -} for root
   */
  private Program whoAmI(String account, String below, String group) throws Exception {
    Files.createDirectories(Path.of(group));
    String move =
        """
        cgroup=$1/$(printf "$2"; echo .) && cgroup=${cgroup%.}
        mkdir -p "$cgroup" && echo $$ > "$cgroup/cgroup.procs" && shift 2 && exec "$@"
        """;
    String drop = "exec setpriv --reuid=%s --regid=%s --clear-groups \"$@\"".replace("%s", account);
    String enter =
        "echo $$ > \"$1/cgroup.procs\" && shift && " + (account.equals("-") ? "exec \"$@\"" : drop);
    return Program.run(
        "bash",
        "-c",
        enter,
        "enter",
        group,
        "bash",
        "-c",
        move,
        "move",
        group,
        below,
        Program.launcher().toString(),
        "whoami",
        "--socket",
        agent.socket().toString());
  }

  /** A cgroup that belongs to a user, as systemd delegates one to each user's session. */
  private static String delegated() throws Exception {
    String group = mount() + "/attestor-it-user-" + ProcessHandle.current().pid();
    Files.createDirectories(Path.of(group));
    Program given = Program.run("chown", "65534:65534", group, group + "/cgroup.procs");
    assertThat(given.status()).as(given.err()).isZero();
    return group;
  }

  private static String mount() throws IOException {
    for (String candidate : List.of("/sys/fs/cgroup/unified", "/sys/fs/cgroup")) {
      if (Files.exists(Path.of(candidate, "cgroup.controllers"))) {
        return candidate;
      }
    }
    Assumptions.abort("needs a mounted cgroup2 hierarchy");
    return "";
  }
}
