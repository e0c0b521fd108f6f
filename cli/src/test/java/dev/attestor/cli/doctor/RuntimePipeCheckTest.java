package dev.attestor.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.local.pipe.PipeAddress;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuntimePipeCheckTest {

  private static final Optional<PipeAddress> PIPE =
      Optional.of(PipeAddress.parse("npipe:////./pipe/containerd-containerd"));

  @Test
  void findsTheRuntimeBehindAPipeOfSystem() {
    assertThat(new RuntimePipeCheck(PIPE, address -> Optional.of("S-1-5-18")).run())
        .isEqualTo(
            Finding.ok(
                "container runtime",
                "listens on \"\\\\.\\pipe\\containerd-containerd\", which belongs to S-1-5-18"));
  }

  @Test
  void takesAPipeOfSomebodyElseForAProblem() {
    assertThat(new RuntimePipeCheck(PIPE, address -> Optional.of("S-1-5-21-1-2-3-1001")).run())
        .isEqualTo(
            Finding.problem(
                "container runtime",
                "\"\\\\.\\pipe\\containerd-containerd\" belongs to S-1-5-21-1-2-3-1001, so the runtime"
                    + " is not asked; expected one of [S-1-5-18, S-1-5-32-544]",
                "find out which program made it"));
  }

  @Test
  void reportsARuntimeThatDoesNotListen() {
    assertThat(new RuntimePipeCheck(PIPE, address -> Optional.empty()).run())
        .isEqualTo(
            Finding.problem(
                "container runtime",
                "nobody listens on \"\\\\.\\pipe\\containerd-containerd\"",
                "is it the pipe that the kubelet uses, and does the runtime run?"));
  }

  @Test
  void reportsAPipeThatMayNotBeOpened() {
    RuntimePipeCheck check =
        new RuntimePipeCheck(
            PIPE,
            address -> {
              throw new IOException("the pipe cannot be opened: Access denied (error 5)");
            });

    assertThat(check.run())
        .isEqualTo(
            Finding.problem(
                "container runtime",
                "the pipe cannot be opened: Access denied (error 5)",
                "may this account open the runtime's pipe?"));
  }

  @Test
  void isSkippedIfNoRuntimeIsConfigured() {
    assertThat(new RuntimePipeCheck(Optional.empty(), address -> Optional.empty()).run())
        .isEqualTo(Finding.leftOut("container runtime", "container_runtime_endpoint is not set"));
  }
}
