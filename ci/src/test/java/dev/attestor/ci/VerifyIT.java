package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code --verify}, nothing runs that the list of digests does not cover. */
@EnabledIf(value = "hasRuntime", disabledReason = "needs a linked runtime: build on a JDK")
class VerifyIT {

  private static final String HINT = "attestor: hint: install it again, into an empty folder\n";

  @TempDir private static Path folder;
  private static Path home = Path.of("");
  private static String digest = "";
  private String undo = "";

  static boolean hasRuntime() {
    return Files.isExecutable(Program.home().resolve("runtime/bin/java"));
  }

  @BeforeAll
  static void copy() throws Exception {
    home = folder.toRealPath().resolve("attestor");
    assertThat(Program.run("cp", "-a", Program.home().toString(), home.toString()).status())
        .isZero();
    digest = Program.run("sha256sum", home.resolve("SHA256SUMS").toString()).out().substring(0, 64);
  }

  /** Restores the copy, which the next test needs. */
  @AfterEach
  void undo() throws Exception {
    sh(undo);
    assertThat(run().out()).isEqualTo("attestor 0.2.0\n");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "runtime/lib/libdl.so.2",
        "runtime/lib/libjli.so.1",
        "runtime/lib/server/libm.so.6",
        "runtime/lib/glibc-hwcaps/libjli.so",
        "runtime/conf/other.security",
        "runtime/.hidden",
        "runtime/lib/attestor.jsa",
        "lib/other.jar",
        "lib/native/libother.so",
        "bin/other",
        "share/other"
      })
  void runsNothingBesideAFileThatIsNotOnTheList(String file) throws Exception {
    plant("mkdir -p $(dirname " + file + "); cp lib/classpath " + file, "rm " + file);

    assertThat(run())
        .isEqualTo(
            new Program(
                1,
                "",
                "%s: not in SHA256SUMS\nattestor: error: what is in %s differs from SHA256SUMS\n"
                        .formatted(file, home)
                    + HINT));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ln -s /lib/x86_64-linux-gnu/libdl.so.2 runtime/lib/libdl.so.2 | runtime/lib/libdl.so.2 | rm runtime/lib/libdl.so.2
          ln -s /nowhere lib/x.jar           | lib/x.jar   | rm lib/x.jar
          ln -s ../lib lib/native/again      | lib/native/again | rm lib/native/again
          mv lib l; ln -s l lib              | lib         | rm lib; mv l lib
          mkfifo bin/x                       | bin/x       | rm bin/x
          mkdir 'lib/a b'                    | lib/a b     | rmdir 'lib/a b'
          touch 'lib/a\\b'                   | lib/a\\b    | rm 'lib/a\\b'
          touch "$(printf 'lib/a\\nb')"      | lib/a?b     | rm lib/a*b
          touch "$(printf 'lib/\\377')"      | lib/?       | rm lib/?
          touch 'lib/*'                      | lib/*       | rm 'lib/*'
          """)
  void runsNothingBesideWhatNoListCanName(String planting, String shown, String undoing)
      throws Exception {
    plant(planting, undoing);

    assertThat(run())
        .isEqualTo(
            new Program(
                1,
                "",
                "attestor: error: %s has \"%s\", expected nothing but files of plain names\n"
                        .formatted(home, shown)
                    + HINT));
  }

  @Test
  void runsNothingWithoutAFileOfTheList() throws Exception {
    plant("mv lib/classpath classpath", "mv classpath lib/classpath");

    assertThat(run().status()).isEqualTo(1);
    assertThat(run().err()).startsWith("lib/classpath: missing\nattestor: error: what is in ");
  }

  @Test
  void takesNoOtherJavaWhereItsOwnMayNotBeRun() throws Exception {
    plant("chmod -x runtime/bin/java", "chmod +x runtime/bin/java");

    assertThat(run().status()).isEqualTo(1);
    assertThat(run().err())
        .startsWith("attestor: error: %s has no runtime/bin/java that may be run".formatted(home));
  }

  @Test
  void runsNothingUnderAListWithALineMore() throws Exception {
    plant("cp SHA256SUMS s; echo '0  ../x' >>SHA256SUMS", "mv s SHA256SUMS");

    assertThat(run().status()).isEqualTo(1);
    assertThat(run().err()).contains("/SHA256SUMS has the digest ").contains("expected " + digest);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void hasJavaTakeNoOptionsFromTheEnvironment(String variable) throws Exception {
    List<String> command = new ArrayList<>(List.of("env", variable + "=-javaagent:/nowhere.jar"));
    command.addAll(List.of(command()));

    assertThat(Program.run(command)).isEqualTo(new Program(0, "attestor 0.2.0\n", ""));
  }

  @Test
  void verifiesItselfWhateverTheSearchPathOfCd() throws Exception {
    Program program =
        Program.run(
            "sh",
            "-c",
            "cd %s && CDPATH=/usr:/ bin/attestor --verify %s --version".formatted(home, digest));

    assertThat(program).isEqualTo(new Program(0, "attestor 0.2.0\n", ""));
  }

  @ParameterizedTest(name = "without {0}")
  @ValueSource(strings = {"find", "sha256sum", "sort"})
  void runsNothingThatItCannotCompareForWantOfATool(String tool) throws Exception {
    plant("cp lib/classpath runtime/libdl.so.2", "rm runtime/libdl.so.2");
    Path tools = Files.createDirectories(folder.resolve("tools-without-" + tool));
    for (String each : List.of("find", "sha256sum", "sort", "cut", "cat", "dirname", "readlink")) {
      if (!each.equals(tool)) {
        Files.createSymbolicLink(tools.resolve(each), Path.of("/usr/bin", each));
      }
    }

    Program program =
        Program.run(
            "/bin/sh",
            "-c",
            "PATH=%s exec %s/bin/attestor --verify %s --version".formatted(tools, home, digest));
    assertThat(program.status()).isEqualTo(1);
    assertThat(program.out()).isEmpty();
  }

  private void plant(String script, String undoing) throws Exception {
    undo = undoing;
    sh(script);
  }

  private static void sh(String script) throws Exception {
    Program done = Program.run("sh", "-c", "cd " + home + " && { " + script + "\n:; }");
    assertThat(done.status()).as(done.err()).isZero();
  }

  private static Program run() throws Exception {
    return Program.run(command());
  }

  private static String[] command() {
    return List.of(home.resolve("bin/attestor").toString(), "--verify", digest, "--version")
        .toArray(String[]::new);
  }
}
