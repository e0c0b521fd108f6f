package dev.attestor.cli;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code attestor whois}: the agent's answer about another process. */
@Command(
    name = "whois",
    description = {
      "Ask the node agent for the pod and container of a process.",
      "Only for users that the agent's configuration allows."
    },
    footer = {"", "Exit status: 0 attested, 3 not in a pod, 1 failed, 2 usage."},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class WhoIsCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;
  @Mixin private AskOptions options = new AskOptions();

  @Parameters(paramLabel = "PID", description = "The process ID, as the agent sees it.")
  private int pid;

  WhoIsCommand() {}

  @Override
  public Integer call() throws IOException {
    return AgentQuestion.ask(
        Console.of(Objects.requireNonNull(spec)), options, client -> client.whoIs(pid));
  }
}
