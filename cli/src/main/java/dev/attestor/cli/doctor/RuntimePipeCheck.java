package dev.attestor.cli.doctor;

import dev.attestor.local.pipe.PipeAddress;
import dev.attestor.local.pipe.PipeOwner;
import java.io.IOException;
import java.util.Optional;

/** The named pipe of the container runtime. */
final class RuntimePipeCheck {

  private static final String WHAT = "container runtime";

  private final Optional<PipeAddress> pipe;
  private final PipeChecks.Owners owners;

  /** Checks a pipe, if one is configured. */
  RuntimePipeCheck(Optional<PipeAddress> pipe, PipeChecks.Owners owners) {
    this.pipe = pipe;
    this.owners = owners;
  }

  Finding run() {
    return pipe.map(this::check)
        .orElseGet(() -> Finding.leftOut(WHAT, "container_runtime_endpoint is not set"));
  }

  private Finding check(PipeAddress address) {
    Optional<String> owner;
    try {
      owner = owners.of(address);
    } catch (IOException e) {
      return Finding.problem(
          WHAT, String.valueOf(e.getMessage()), "may this account open the runtime's pipe?");
    }
    if (owner.isEmpty()) {
      return Finding.problem(
          WHAT,
          "nobody listens on \"%s\"".formatted(address),
          "is it the pipe that the kubelet uses, and does the runtime run?");
    }
    return PipeOwner.TRUSTED.contains(owner.get())
        ? Finding.ok(WHAT, "listens on \"%s\", which belongs to %s".formatted(address, owner.get()))
        : Finding.problem(
            WHAT,
            "\"%s\" belongs to %s, so the runtime is not asked; expected one of %s"
                .formatted(address, owner.get(), PipeOwner.TRUSTED.stream().sorted().toList()),
            "find out which program made it");
  }
}
