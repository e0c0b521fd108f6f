package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hardened hosts forbid to run what is in {@code /tmp}, or to write there, and accounts of services
 * have no home. All programs run all the same, and unpack nothing.
 */
@RequiresRoot
class RestrictedTmpIT {

  /** As an account without a home. Prints a word for each program that did what it should. */
  private static final String SCRIPT =
      """
      set -u
      home=$1/attestor dir=$1
      mount -t tmpfs -o "$2" tmpfs /tmp || exit 1
      mkdir -p "$dir/run" && chown 65534 "$dir/run" && rm -f "$dir"/*.log "$dir"/*.out
      as() { exec setpriv --reuid 65534 --regid 65534 --clear-groups env -i PATH=/usr/bin:/bin "$@"; }
      wait_for() { # TEXT FILE
        for i in $(seq 300); do
          if grep -q "$1" "$2" 2>/dev/null; then return; fi
          sleep 0.1
        done
        cat "$dir"/*.log >&2
      }
      (as "$home/bin/attestor" agent --config "$dir/agent.hcl") >"$dir/agent.log" 2>&1 &
      agent=$!
      wait_for "the agent is ready" "$dir/agent.log" && echo agent
      (as "$home/bin/attestor" whoami --socket "$dir/run/agent.sock") >"$dir/whoami.log" 2>&1
      grep -q "is not in a pod" "$dir/whoami.log" && echo whoami
      (as "$home/bin/attestor" health --socket "$dir/run/agent.sock") && echo health
      (as "$home/bin/attestor-health" --socket "$dir/run/agent.sock") && echo attestor-health
      (as "$home/bin/attestor" config check "$dir/agent.hcl") >/dev/null 2>&1
      (as "$home/bin/attestor" attest --config "$dir/k8s.hcl" --pid 1) >/dev/null 2>&1
      [ $? = 3 ] && echo attest
      for plugin in attestor-k8s attestor-k8s-sat-agent attestor-k8s-sat-server; do
        (as WorkloadAttestor=WorkloadAttestor NodeAttestor=NodeAttestor PLUGIN_PROTOCOL_VERSIONS=1 \
          "$home/bin/$plugin") >"$dir/$plugin.out" 2>"$dir/$plugin.log" &
        wait_for "^1|1|unix|" "$dir/$plugin.out" && grep -q "^1|1|unix|" "$dir/$plugin.out" && echo "$plugin"
        kill $!
      done
      find /tmp -type f
      kill $agent
      wait
      """;

  private static Path folder = Path.of("");

  @BeforeAll
  static void copyOutOfTmp() throws Exception {
    folder = Files.createTempDirectory(Path.of("/var/tmp"), "attestor-it");
    Program copied =
        Program.run("cp", "-a", Program.home().toString(), folder.resolve("attestor").toString());
    assertThat(copied.status()).as(copied.err()).isZero();
    Files.writeString(folder.resolve("token"), "a.b.c");
    String data = "skip_kubelet_verification = true\ntoken_path = \"%s/token\"\n".formatted(folder);
    Files.writeString(folder.resolve("k8s.hcl"), data);
    Files.writeString(
        folder.resolve("agent.hcl"),
        "agent { socket_path = \"%s/run/agent.sock\" }\nworkload_attestor \"k8s\" { plugin_data {\n%s} }\n"
            .formatted(folder, data));
    assertThat(Program.run("chmod", "-R", "a+rX", folder.toString()).status()).isZero();
  }

  @AfterAll
  static void delete() throws Exception {
    assertThat(Program.run("rm", "-rf", folder.toString()).status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"noexec,nosuid,nodev,mode=1777", "ro,noexec,nosuid,nodev", "ro", "mode=0700"})
  void runsAllPrograms(String options) throws Exception {
    Program program =
        Program.run("unshare", "--mount", "sh", "-c", SCRIPT, "sh", folder.toString(), options);
    assertThat(program.lines())
        .as(program.err())
        .containsExactly(
            "agent",
            "whoami",
            "health",
            "attestor-health",
            "attest",
            "attestor-k8s",
            "attestor-k8s-sat-agent",
            "attestor-k8s-sat-server");
  }
}
