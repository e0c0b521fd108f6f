package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged folder copies itself to the place where a SPIRE agent finds it. */
class PluginInstallIT {

  @TempDir private Path folder;

  @Test
  void copiesAllFilesAndSaysWhatSpireNeeds() throws Exception {
    Path target = folder.resolve("attestor");
    // Like an earlier version's.
    Files.createDirectories(target.resolve("bin"));
    Files.writeString(target.resolve("bin/attestor-k8s"), "old");

    Program installed = Program.attestor("plugin", "install", target.toString());

    Path launcher = target.resolve("bin/attestor-k8s");
    String digest = Program.run("sha256sum", launcher.toString()).out().substring(0, 64);
    assertThat(installed)
        .isEqualTo(
            new Program(
                0,
                """
                plugin_cmd      = "%s"
                plugin_checksum = "%s"
                """
                    .formatted(launcher, digest),
                ""));
    assertThat(Program.run("diff", "-r", Program.home().toString(), target.toString()))
        .isEqualTo(new Program(0, "", ""));
    assertThat(Files.getLastModifiedTime(target.resolve("lib/classpath")))
        .isEqualTo(Files.getLastModifiedTime(Program.home().resolve("lib/classpath")));
    assertThat(Program.run(target.resolve("bin/attestor").toString(), "--version").out())
        .isEqualTo("attestor 0.2.0\n");
  }

  @Test
  void copiesNoFileThatIsNotOnTheList() throws Exception {
    Path grown = folder.resolve("grown");
    Program.run("cp", "-a", Program.home().toString(), grown.toString());
    Files.writeString(grown.resolve("lib/other.jar"), "not ours");
    Files.writeString(grown.resolve("notes"), "not ours");
    Path target = folder.resolve("attestor");

    Program installed =
        Program.run(
            grown.resolve("bin/attestor").toString(), "plugin", "install", target.toString());

    assertThat(installed.status()).as(installed.err()).isZero();
    assertThat(Program.run("diff", "-r", Program.home().toString(), target.toString()))
        .isEqualTo(new Program(0, "", ""));
  }

  @Test
  void refusesACopyThatDiffersFromTheListOfDigests() throws Exception {
    Path damaged = folder.resolve("damaged");
    Program.run("cp", "-a", Program.home().toString(), damaged.toString());
    Files.writeString(damaged.resolve("lib/classpath-plugins"), "other.jar\n");
    Path target = folder.resolve("attestor");

    Program installed =
        Program.run(
            damaged.resolve("bin/attestor").toString(), "plugin", "install", target.toString());

    assertThat(installed)
        .isEqualTo(
            new Program(
                1,
                "",
                "attestor: error: %s differs from %s\n"
                    .formatted(
                        target.resolve("lib/classpath-plugins"), target.resolve("SHA256SUMS"))));
  }

  @Test
  void removesWhatAnEarlierInstallationHad() throws Exception {
    Path target = folder.resolve("attestor");
    install(target);
    Files.writeString(target.resolve("lib/old.jar"), "old");
    Files.writeString(target.resolve("lib/.classpath.new"), "not finished");
    Files.writeString(
        target.resolve("SHA256SUMS"),
        "0".repeat(64) + "  lib/old.jar\n",
        StandardOpenOption.APPEND);

    assertThat(install(target).status()).isZero();

    assertThat(Program.run("diff", "-r", Program.home().toString(), target.toString()))
        .isEqualTo(new Program(0, "", ""));
  }

  @Test
  void refusesAFolderWithFilesOfOthers() throws Exception {
    Path target = folder.resolve("attestor");
    Path planted = target.resolve("runtime/lib/libdl.so.2");
    Files.createDirectories(planted.getParent());
    Files.writeString(planted, "not ours");

    assertThat(install(target))
        .isEqualTo(
            new Program(
                1,
                "",
                ("attestor: error: \"%s\" is no file of Attestor's,"
                        + " expected an empty folder or an earlier installation\n")
                    .formatted(planted)));
    assertThat(target.resolve("bin")).doesNotExist();
  }

  private static Program install(Path target) throws Exception {
    return Program.attestor("plugin", "install", target.toString());
  }

  @Test
  void refusesAFolderWithinItself() throws Exception {
    Path target = Program.home().resolve("lib");

    assertThat(Program.attestor("plugin", "install", target.toString()))
        .isEqualTo(
            new Program(
                1,
                "",
                ("attestor: error: \"%s\" and \"%s\" lie in each other,"
                        + " expected two separate folders\n")
                    .formatted(Program.home().toRealPath(), target)));
  }
}
