package dev.attestor.cli;

import dev.attestor.agent.client.AttestorClient;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
  private @Nullable String socket;

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
    return given().orElseGet(AttestorClient::defaultAddress);
  }

  /** The address, if the option was used. */
  Optional<String> given() {
    return Optional.ofNullable(socket);
  }

  Set<String> pipeOwners() {
    return pipeOwners;
  }

  AttestorClient connect() {
    return AttestorClient.connect(socket(), pipeOwners);
  }
}
