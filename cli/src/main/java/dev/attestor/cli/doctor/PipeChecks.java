package dev.attestor.cli.doctor;

import dev.attestor.local.pipe.PipeAddress;
import dev.attestor.local.pipe.PipeOwner;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** The agent's named pipe, as its clients see it. */
final class PipeChecks {

  /** Finds the owners of pipes. */
  @FunctionalInterface
  interface Owners {
    /** A SID; empty if there is no pipe with that name. */
    Optional<String> of(PipeAddress address) throws IOException;
  }

  private static final String WHAT = "agent";

  private final ConfiguredAgent<PipeAddress> address;
  private final Set<String> trusted;
  private final Owners owners;

  /**
   * Checks a pipe.
   *
   * @param trusted the SIDs of owners that clients trust
   */
  PipeChecks(ConfiguredAgent<PipeAddress> address, Set<String> trusted, Owners owners) {
    this.address = address;
    this.trusted = Set.copyOf(trusted);
    this.owners = owners;
  }

  static PipeChecks ofHost(ConfiguredAgent<PipeAddress> address, Set<String> trusted) {
    return new PipeChecks(address, trusted, PipeOwner::of);
  }

  Finding run() {
    Optional<String> owner;
    try {
      owner = owners.of(address.address());
    } catch (IOException e) {
      return Finding.problem(
          WHAT,
          String.valueOf(e.getMessage()),
          "the agent's pipe is open to everybody on this machine: find out which program made this"
              + " one, and whether it still runs");
    }
    if (owner.isEmpty()) {
      return Finding.warning(
          WHAT,
          "nobody listens on %s".formatted(address),
          "start it with: attestor agent --config FILE");
    }
    return trusted.contains(owner.get())
        ? Finding.ok(WHAT, "listens on %s, which belongs to %s".formatted(address, owner.get()))
        : Finding.problem(
            WHAT,
            "%s belongs to %s, which clients do not trust; expected one of %s"
                .formatted(address, owner.get(), trusted.stream().sorted().toList()),
            "find out which program made it; if it is an agent under another account, clients need"
                + " --pipe-owner "
                + owner.get());
  }
}
