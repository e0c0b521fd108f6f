package dev.attestor.cli;

import dev.attestor.agent.client.AttestorClient;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code attestor health}: whether the agent answers. Uses the agent's own socket, because no other
 * program can listen there and each caller has its own share of it.
 */
@Command(
    name = "health",
    description = {
      "Check whether the node agent answers.",
      "For probes on Unix, use attestor-health, which does the same and starts faster."
    },
    footer = {"", "Exit status: 0 answers, 1 does not answer, 2 usage."},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class HealthCommand implements Callable<Integer> {

  /**
   * Less than the timeout of probes in the manifests, so that this command can still report its
   * failure.
   */
  static final int TIMEOUT_SECONDS = 3;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private AddressOptions address = new AddressOptions();

  HealthCommand() {}

  @Override
  public Integer call() {
    Console console = Console.of(Objects.requireNonNull(spec));
    try (AttestorClient client = address.connect()) {
      ServingStatus status =
          HealthGrpc.newBlockingStub(client.channel())
              .withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus();
      if (status == ServingStatus.SERVING) {
        return ExitCode.OK;
      }
      console.error("the agent says \"%s\", expected \"SERVING\"".formatted(status));
      return ExitCode.FAILED;
    } catch (StatusRuntimeException e) {
      return AgentQuestion.explain(console, address.socket(), e);
    }
  }
}
