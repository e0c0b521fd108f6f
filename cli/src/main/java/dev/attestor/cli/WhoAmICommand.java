package dev.attestor.cli;

import dev.attestor.agent.client.AttestorClient;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code attestor whoami}: the agent's answer about this process. */
@Command(
    name = "whoami",
    description = "Ask the node agent for the pod and container of this process.",
    footer = {"", "Exit status: 0 attested, 3 not in a pod, 1 failed, 2 usage."},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class WhoAmICommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;
  @Mixin private AskOptions options = new AskOptions();

  WhoAmICommand() {}

  @Override
  public Integer call() throws IOException {
    return AgentQuestion.ask(
        Console.of(Objects.requireNonNull(spec)), options, AttestorClient::whoAmI);
  }
}
