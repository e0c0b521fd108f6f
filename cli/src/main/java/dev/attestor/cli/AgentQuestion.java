package dev.attestor.cli;

import dev.attestor.agent.api.v1.Identity;
import dev.attestor.agent.client.AttestorClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Sends one request to the agent and prints the answer. */
final class AgentQuestion {

  private AgentQuestion() {}

  static int ask(Console console, AskOptions options, Function<AttestorClient, Identity> question)
      throws IOException {
    try (AttestorClient client = options.connect()) {
      Identity identity = question.apply(client);
      PidResult result = result(identity);
      if (options.output() == AttestCommand.Output.json) {
        PidResult.printJson(console, List.of(result));
      } else {
        PidResult.printText(console, List.of(result));
      }
      return PidResult.exitCode(List.of(result));
    } catch (StatusRuntimeException e) {
      return explain(console, options.socket(), e);
    }
  }

  static int explain(Console console, String socket, StatusRuntimeException failure) {
    Status status = failure.getStatus();
    Throwable cause = status.getCause();
    if (status.getCode() == Status.Code.UNAVAILABLE && cause != null) {
      console.error("no agent answers at \"%s\": %s".formatted(socket, cause.getMessage()));
      console.hint("is \"attestor agent\" running, and is this its socket? --socket names another");
    } else {
      String reason = Host.current().withAccountNames(String.valueOf(status.getDescription()));
      console.error("%s (%s)".formatted(reason, status.getCode()));
    }
    return ExitCode.FAILED;
  }

  private static PidResult result(Identity identity) {
    return new PidResult(
        identity.getPid(),
        identity.hasWorkload() ? PidResult.Status.ATTESTED : PidResult.Status.NOT_IN_POD,
        identity.getSelectorsList(),
        null);
  }
}
