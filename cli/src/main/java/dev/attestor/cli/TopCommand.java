package dev.attestor.cli;

import dev.attestor.agent.api.v1.OperationsGrpc;
import dev.attestor.agent.api.v1.OverviewRequest;
import dev.attestor.agent.api.v1.OverviewResponse;
import dev.attestor.agent.client.AttestorClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
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

  @Option(
      names = "--plain",
      description =
          "For logs: one line with the time for each view, without the callers, and nothing that"
              + " controls a terminal.")
  private boolean plain;

  @Option(
      names = "--sort",
      paramLabel = "COLUMN",
      description =
          "The order of the callers, one of ${COMPLETION-CANDIDATES}. Default: the busiest first, as"
              + " the agent sends them.")
  private OverviewView.@Nullable Column sort;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Show only callers in pods of this namespace.")
  private String namespace = "";

  TopCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Console console = Console.of(Objects.requireNonNull(spec));
    try (AttestorClient client = options.connect()) {
      OverviewView view = new OverviewView(Optional.ofNullable(sort), namespace);
      show(console, view, ask(client));
      while (true) {
        if (once) {
          return ExitCode.OK;
        }
        Thread.sleep(Duration.ofSeconds(Math.max(1, seconds)).toMillis());
        try {
          show(console, view, ask(client));
        } catch (StatusRuntimeException e) {
          if (!plain || !isGone(e.getStatus().getCode())) {
            throw e;
          }
          console.result("%s no answer: %s".formatted(now(), e.getStatus().getCode()));
        }
      }
    } catch (StatusRuntimeException e) {
      return AgentQuestion.explain(console, options.socket(), e);
    }
  }

  private void show(Console console, OverviewView view, OverviewResponse overview) {
    console.result(plain ? view.line(overview, now()) : (once ? "" : CLEAR) + view.of(overview));
  }

  /** As while the agent restarts. Other failures, such as a missing permission, would last. */
  private static boolean isGone(Status.Code code) {
    return code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  private OverviewResponse ask(AttestorClient client) {
    return OperationsGrpc.newBlockingStub(client.channel())
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .overview(OverviewRequest.newBuilder().setNamespace(namespace).build());
  }
}
