package dev.attestor.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.local.pipe.PipeAddress;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PipeChecksTest {

  private static final PipeAddress PIPE = PipeAddress.parse("npipe:attestor\\public\\api");

  @Test
  void findsTheAgentBehindAPipeOfTheAdministrators() {
    assertThat(run(address -> Optional.of("S-1-5-32-544")))
        .isEqualTo(
            Finding.ok(
                "agent",
                "listens on \"\\\\.\\pipe\\attestor\\public\\api\" (the default), which belongs to S-1-5-32-544"));
  }

  @Test
  void warnsIfNobodyListens() {
    assertThat(run(address -> Optional.empty()))
        .isEqualTo(
            Finding.warning(
                "agent",
                "nobody listens on \"\\\\.\\pipe\\attestor\\public\\api\" (the default)",
                "start it with: attestor agent --config FILE"));
  }

  @Test
  void takesAPipeOfSomebodyElseForAProblem() {
    assertThat(run(address -> Optional.of("S-1-5-21-1-2-3-1001")))
        .isEqualTo(
            Finding.problem(
                "agent",
                "\"\\\\.\\pipe\\attestor\\public\\api\" (the default) belongs to S-1-5-21-1-2-3-1001, which clients do not"
                    + " trust; expected one of [S-1-5-18, S-1-5-32-544]",
                "find out which program made it; if it is an agent under another account, clients"
                    + " need --pipe-owner S-1-5-21-1-2-3-1001"));
  }

  @Test
  void saysWhyAPipeCannotBeLookedAt() {
    assertThat(
            run(
                address -> {
                  throw new IOException("the pipe cannot be opened: Access denied (error 5)");
                }))
        .isEqualTo(
            Finding.problem(
                "agent",
                "the pipe cannot be opened: Access denied (error 5)",
                "the agent's pipe is open to everybody on this machine: find out which program made"
                    + " this one, and whether it still runs"));
  }

  private static Finding run(PipeChecks.Owners owners) {
    return new PipeChecks(
            new ConfiguredAgent<>(PIPE, "the default", false),
            Set.of("S-1-5-18", "S-1-5-32-544"),
            owners)
        .run();
  }
}
