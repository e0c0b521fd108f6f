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

/** {@code attestor plugin install}, for an init container in a SPIRE agent's pod. */
@Command(
    name = "install",
    description = {
      "Copy this installation into a folder, such as a volume that a SPIRE agent shares.",
      "Prints the lines for the SPIRE agent's configuration."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class PluginInstallCommand implements Callable<Integer> {

  /** Only container images contain a C library; their programs use absolute paths. */
  private static final String OWN_C_LIBRARY = "runtime/lib/glibc";

  private static final String ARGUMENTS = "bin/attestor-k8s.args";

  private static final String IMAGES_JAVA = "runtime/bin/java";
  private static final String LAUNCHER = "bin/attestor-k8s";

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "The target folder; created if missing.")
  private Path folder = Path.of("");

  PluginInstallCommand() {}

  @Override
  public Integer call() throws IOException {
    Console console = Console.of(Objects.requireNonNull(spec));
    Installation source = Installation.here();
    Installation copy = source.copyTo(folder.toAbsolutePath());
    boolean image = Files.isDirectory(source.home().resolve(OWN_C_LIBRARY));
    // Java's argument files and its loader contain the paths of the image, so the folder must be
    // mounted at that path.
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
