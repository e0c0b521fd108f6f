package dev.attestor.cli;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attestor service}: the daemon, started by the Windows service manager. */
@Command(
    name = "service",
    hidden = true,
    description = {
      "Run as the agent of this node, started by the service manager of Windows.",
      "Logs to the folder \"logs\" beside the configuration. In a window, use \"attestor agent\"."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ServiceCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "As for \"attestor agent\", by its whole path.")
  private Path config = Path.of("");

  ServiceCommand() {}

  @Override
  public Integer call() {
    if (Host.current().runService(config.toAbsolutePath())) {
      return ExitCode.OK;
    }
    Console console = Console.of(Objects.requireNonNull(spec));
    console.error("the service manager did not start this process");
    console.hint("run \"attestor agent --config %s\", or \"net start attestor\"".formatted(config));
    return ExitCode.FAILED;
  }
}
