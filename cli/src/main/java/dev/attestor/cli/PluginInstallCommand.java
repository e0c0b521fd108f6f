package dev.attestor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code attestor plugin install}: what an init container of a SPIRE agent's pod runs. */
@Command(
    name = "install",
    description = {
      "Copy this installation into a folder, such as a volume that a SPIRE agent shares.",
      "Prints what belongs into the SPIRE agent's configuration."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class PluginInstallCommand implements Callable<Integer> {

  /** Only container images bring their C library; they name their files by absolute paths. */
  private static final String OWN_C_LIBRARY = "runtime/lib/glibc";

  private static final String ARGUMENTS = "bin/attestor-k8s.args";

  private static final String IMAGES_JAVA = "runtime/bin/java";
  private static final String LAUNCHER = "bin/attestor-k8s";

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "Where the files go; is made if need be.")
  private Path folder = Path.of("");

  PluginInstallCommand() {}

  @Override
  public Integer call() throws IOException {
    Console console = Console.of(Objects.requireNonNull(spec));
    Installation source = Installation.here();
    Installation copy = source.copyTo(folder.toAbsolutePath());
    boolean image = Files.isDirectory(source.home().resolve(OWN_C_LIBRARY));
    // The arguments, and Java's own loader, have the paths of the image: it must be mounted there.
    Path home = image ? source.home() : copy.home();
    String program = image ? IMAGES_JAVA : LAUNCHER;
    console.result("plugin_cmd      = \"%s\"".formatted(home.resolve(program)));
    if (image) {
      console.result("plugin_args     = [\"@%s\"]".formatted(home.resolve(ARGUMENTS)));
    }
    console.result("plugin_checksum = \"%s\"".formatted(copy.digest(program)));
    return ExitCode.OK;
  }
}
