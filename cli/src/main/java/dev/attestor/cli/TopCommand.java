package dev.attestor.cli;

import dev.attestor.agent.api.v1.OperationsGrpc;
import dev.attestor.agent.api.v1.OverviewRequest;
import dev.attestor.agent.api.v1.OverviewResponse;
import dev.attestor.agent.client.AttestorClient;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attestor top}: shows in the terminal what the agent does. */
@Command(
    name = "top",
    description = {
      "Show what the node agent does, and refresh the view.",
      "Only for users that the agent's configuration allows."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class TopCommand implements Callable<Integer> {

  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Spec private @Nullable CommandSpec spec;
  @Mixin private AskOptions options = new AskOptions();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "The time between two views. Default: ${DEFAULT-VALUE}.")
  private int seconds = 2;

  @Option(names = "--once", description = "Show one view and exit.")
  private boolean once;

  TopCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Console console = Console.of(Objects.requireNonNull(spec));
    try (AttestorClient client = options.connect()) {
      OverviewView view = new OverviewView();
      while (true) {
        OverviewResponse overview = ask(client);
        console.result((once ? "" : CLEAR) + view.of(overview));
        if (once) {
          return ExitCode.OK;
        }
        Thread.sleep(Duration.ofSeconds(Math.max(1, seconds)).toMillis());
      }
    } catch (StatusRuntimeException e) {
      return AgentQuestion.explain(console, options.socket(), e);
    }
  }

  private static OverviewResponse ask(AttestorClient client) {
    return OperationsGrpc.newBlockingStub(client.channel())
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .overview(OverviewRequest.getDefaultInstance());
  }
}
