package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged folder from the view of a user. */
class CommandLineIT {

  @TempDir private Path folder;

  @Test
  void printsItsVersion() throws Exception {
    assertThat(Program.attestor("--version")).isEqualTo(new Program(0, "attestor 0.2.0\n", ""));
  }

  @Test
  void runsTheSameThroughJavaAlone() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Program plain =
        Program.run(java, "-cp", Program.home() + "/lib/*", "dev.attestor.cli.Main", "--version");
    assertThat(plain).isEqualTo(Program.attestor("--version"));
  }

  @Test
  void runsThroughLinksFromAnyFolder() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("one"), Program.launcher());
    Path second = Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));
    assertThat(link).exists();
    assertThat(Program.run("env", "-C", "/", second.toString(), "--version").out())
        .isEqualTo("attestor 0.2.0\n");
  }

  /** The jars in bin/ only name the class path, for Windows. */
  @Test
  void keepsEveryJarWithContentInLib() throws Exception {
    try (var files = Files.walk(Program.home())) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jar")).toList()) {
        try (JarFile jar = new JarFile(file.toFile())) {
          boolean inLib = file.startsWith(Program.home().resolve("lib"));
          assertThat(
                  inLib || jar.stream().allMatch(entry -> entry.getName().startsWith("META-INF/")))
              .as(file.toString())
              .isTrue();
        }
      }
    }
  }

  @Test
  void showsUsageForWrongArguments() throws Exception {
    Program program = Program.attestor("attest", "--pid", "one");
    assertThat(program.status()).isEqualTo(2);
    assertThat(program.out()).isEmpty();
    assertThat(program.err()).startsWith("attestor: error: ").contains("Usage: attestor attest");
    assertThat(Program.attestor().status()).isEqualTo(2);
    assertThat(Program.attestor("config").status()).isEqualTo(2);
  }

  @Test
  void completesInTheShell() throws Exception {
    Program script = Program.attestor("generate-completion");
    assertThat(script.status()).isZero();
    Path file = Files.writeString(folder.resolve("completion"), script.out());
    assertThat(Program.run("bash", "-n", file.toString()).status()).isZero();
    assertThat(script.out()).contains("--pid").contains("demo");
  }

  @Test
  void checksConfigurations() throws Exception {
    Path good = Files.writeString(folder.resolve("good.hcl"), "kubelet_read_only_port = 10255");
    assertThat(Program.attestor("config", "check", good.toString()))
        .isEqualTo(new Program(0, good + ": ok\n", ""));
    Path bad =
        Files.writeString(
            folder.resolve("bad.hcl"),
            "kubelet_secure_prt = 10250\nnode_name = [\"a\"]\nkubelet_read_only_port = 10255\n");
    assertThat(Program.attestor("config", "check", bad.toString()))
        .isEqualTo(
            new Program(
                1,
                "",
                """
                attestor: FILE: line 1: error: unknown key "kubelet_secure_prt", did you mean "kubelet_secure_port"?
                attestor: FILE: line 2: error: node_name is a list, expected a string
                """
                    .replace("FILE", bad.toString())));
  }

  @Test
  void findsThePluginInAnAgentsConfiguration() throws Exception {
    Path agent =
        Files.writeString(
            folder.resolve("agent.conf"),
            """
            agent { trust_domain = "example.org" }
            plugins {
              KeyManager "memory" { plugin_data {} }
              WorkloadAttestor "k8s" { plugin_data { kubelet_read_only_port = "10255" } }
            }
            """);
    assertThat(Program.attestor("config", "check", agent.toString()).status()).isZero();
  }

  /**
   * As in many containers and services. The shell writes the names, whatever locale this runs in.
   */
  @Test
  void readsFilesOfAnyNameWithoutALocale() throws Exception {
    String script =
        """
        set -e
        cd "$1"
        token=$(printf 't\\303\\266k\\303\\252n') config=$(printf 'k\\303\\266.hcl')
        echo secret >"$token"
        printf 'skip_kubelet_verification = true\\ntoken_path = "%s"\\n' "$PWD/$token" >"$config"
        unset LC_CTYPE LANG LC_ALL
        for locale in LC_ALL=C LC_ALL=POSIX LANG= LANG=xx_XX.UTF-8 LC_ALL=xx; do
          env "$locale" "$2" config check "$config"
        done
        """;
    Program program =
        Program.run("sh", "-c", script, "sh", folder.toString(), Program.launcher().toString());
    assertThat(program.status()).as(program.err()).isZero();
    assertThat(program.lines()).hasSize(5).allMatch(line -> line.endsWith(": ok"));
    assertThat(program.err()).isEmpty();
  }

  @Test
  void namesAllMissingFilesAtOnce() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("missing.hcl"),
            "kubelet_ca_path = \"/nope/ca.crt\"\ntoken_path = \"/nope/token\"\nnode_name = \"n\"\n");
    assertThat(Program.attestor("config", "check", config.toString()).err())
        .contains("/nope/ca.crt", "/nope/token");
    assertThat(Program.attestor("attest", "--config", config.toString(), "--pid", "1").err())
        .contains("/nope/ca.crt", "/nope/token");
  }

  @Test
  void readsPluginDataInAFileOfItsOwnAndSaysWhatIsWrongInIt() throws Exception {
    Path data = Files.writeString(folder.resolve("data.conf"), "kubelet_secure_prt = 10250\n");
    Path config =
        Files.writeString(
            folder.resolve("datafile.hcl"),
            "plugins { WorkloadAttestor \"k8s\" { plugin_data_file = \"%s\" } }".formatted(data));
    Program program = Program.attestor("config", "check", config.toString());
    assertThat(program.status()).isEqualTo(1);
    assertThat(program.err()).contains("unknown key \"kubelet_secure_prt\"", data.toString());
  }

  @Test
  void expandsVariablesByChoice() throws Exception {
    Path config =
        Files.writeString(folder.resolve("variables.hcl"), "kubelet_read_only_port = \"${PORT}\"");
    Program literal = Program.attestor("config", "check", config.toString());
    assertThat(literal.status()).isEqualTo(1);
    assertThat(literal.err()).contains("${PORT} is not expanded");
    for (String option : List.of("--expand-env", "-expandEnv")) {
      Program expanded =
          Program.run(
              "env",
              "PORT=10255",
              Program.launcher().toString(),
              "config",
              "check",
              option,
              config.toString());
      assertThat(expanded).isEqualTo(new Program(0, config + ": ok\n", ""));
    }
  }

  @Test
  void failsForAProcessThatDoesNotExist() throws Exception {
    Path config = Files.writeString(folder.resolve("k8s.hcl"), "kubelet_read_only_port = 1");
    Program program = Program.attestor("attest", "--config", config.toString(), "--pid", "4194305");
    assertThat(program)
        .isEqualTo(new Program(1, "", "attestor: error: there is no process 4194305\n"));
  }

  @Test
  @RequiresRoot
  void headsEachOfSeveralProcesses() throws Exception {
    Path config = Files.writeString(folder.resolve("k8s.hcl"), "kubelet_read_only_port = 1");
    String own = "" + ProcessHandle.current().pid();
    Program program =
        Program.attestor("attest", "--config", config.toString(), "--pid", own, "--pid", "4194305");
    assertThat(program.status()).isEqualTo(1);
    assertThat(program.out()).isEqualTo("# pid %s\n# pid 4194305\n".formatted(own));
  }

  @Test
  @RequiresRoot
  void loadsNoClassOfWindows() throws Exception {
    Path config = Files.writeString(folder.resolve("k8s.hcl"), "kubelet_read_only_port = 1");
    Path log = folder.resolve("classes");
    Program program =
        Program.run(
            "env",
            "_JAVA_OPTIONS=-Xlog:class+load:file=" + log,
            Program.launcher().toString(),
            "attest",
            "--config",
            config.toString(),
            "--pid",
            "" + ProcessHandle.current().pid());
    assertThat(program.status()).as(program.err()).isEqualTo(3);
    try (var lines = Files.lines(log)) {
      assertThat(lines.map(line -> line.replaceFirst(" source: .*", "")))
          .anyMatch(line -> line.endsWith(" dev.attestor.linux.LinuxContainerLocator"))
          .noneMatch(line -> line.contains(" dev.attestor.windows."))
          .noneMatch(line -> line.contains(" dev.attestor.cli.Windows"));
    }
  }

  /** In its own mount namespace, procfs hides processes of other users. */
  @Test
  @RequiresRoot
  void saysThatAProcessIsHidden() throws Exception {
    Path config = Files.writeString(folder.resolve("k8s.hcl"), "kubelet_read_only_port = 1");
    Program open = Program.run("chmod", "-R", "a+rX", folder.toString());
    assertThat(open.status()).isZero();
    String inside =
        "mount -t proc -o hidepid=2 proc /proc && exec setpriv --reuid=65534 --regid=65534 --clear-groups %s attest --config %s --pid 1"
            .formatted(Program.launcher(), config);
    Program program = Program.run("unshare", "--mount", "sh", "-c", inside);
    assertThat(program.status()).isEqualTo(1);
    assertThat(program.err())
        .contains("process 1 is hidden from this account by the hidepid option of /proc");
  }
}
