package dev.attestor.cli;

import dev.attestor.agent.client.AttestorClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The agent's address and the output format. */
final class AskOptions {

  @Mixin private AddressOptions address = new AddressOptions();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private AttestCommand.Output output = AttestCommand.Output.text;

  AskOptions() {}

  String socket() {
    return address.socket();
  }

  AttestorClient connect() {
    return address.connect();
  }

  AttestCommand.Output output() {
    return output;
  }
}
