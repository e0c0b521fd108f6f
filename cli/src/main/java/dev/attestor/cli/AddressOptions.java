package dev.attestor.cli;

import dev.attestor.agent.client.AttestorClient;
import java.util.Set;
import picocli.CommandLine.Option;

/** Where the agent is, and whom to take for it. */
final class AddressOptions {

  @Option(
      names = "--socket",
      paramLabel = "ADDRESS",
      description = {
        "The agent's socket, or on Windows its named pipe. Default: /run/attestor/agent.sock,",
        "or \\\\.\\pipe\\attestor\\public\\api"
      })
  private String socket = AttestorClient.defaultAddress();

  @Option(
      names = "--pipe-owner",
      paramLabel = "SID",
      description = {
        "Whose pipe to trust, by security identifier. Default: SYSTEM's and the administrators'.",
        "May be given more than once."
      })
  private Set<String> pipeOwners = AttestorClient.TRUSTED_OWNERS;

  AddressOptions() {}

  String socket() {
    return socket;
  }

  Set<String> pipeOwners() {
    return pipeOwners;
  }

  AttestorClient connect() {
    return AttestorClient.connect(socket, pipeOwners);
  }
}
