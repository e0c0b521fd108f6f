package dev.attestor.cli;

import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.host.ServiceManager;
import dev.attestor.core.error.KubeletException;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.Parsed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attestor agent}: the daemon. */
@Command(
    name = "agent",
    description = {
      "Run the node agent, which tells local processes who they are, over a Unix socket",
      "or, on Windows, over a named pipe.",
      "Reloads its configuration on SIGHUP and when the file changes; stops on SIGTERM."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class AgentCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "A file with an agent block and the k8s workload attestor of a SPIRE agent.")
  private Path config = Path.of("");

  @Mixin private ExpandOption expand = new ExpandOption();

  AgentCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Console console = Console.of(Objects.requireNonNull(spec));
    AgentConfigFile file = new AgentConfigFile(expand.file(config));
    Parsed<AgentConfig> parsed;
    try {
      parsed = file.read();
    } catch (ConfigException e) {
      tell(console, file.lines(e.problems()));
      return ExitCode.FAILED;
    }
    // Must run before the first logger is created.
    AgentLogging.configure(parsed.config().logging());
    tell(console, file.lines(parsed.remarks()));
    try {
      new AgentProcess(config, file, new ServiceManager(Host.current().environment()))
          .run(parsed.config());
      return ExitCode.OK;
    } catch (KubeletException e) {
      console.error("%s: %s".formatted(config, e.getMessage()));
      return ExitCode.FAILED;
    }
  }

  private static void tell(Console console, List<String> lines) {
    lines.forEach(console::say);
  }
}
