package dev.attestor.cli;

import dev.attestor.agent.client.AttestorClient;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options for the agent's address and its trusted owners. */
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
        "The trusted owner of the pipe, as a security identifier. Default: SYSTEM and the administrators.",
        "Can be repeated."
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
