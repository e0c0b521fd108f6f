package dev.attestor.agent;

import dev.attestor.agent.client.AttestorClient;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the agent is, and how its answers are printed. */
final class AskOptions {

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "The agent's socket. Default: /run/attestor/agent.sock")
  private Path socket = AttestorClient.DEFAULT_SOCKET;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private AttestCommand.Output output = AttestCommand.Output.text;

  AskOptions() {}

  Path socket() {
    return socket;
  }

  AttestCommand.Output output() {
    return output;
  }
}
