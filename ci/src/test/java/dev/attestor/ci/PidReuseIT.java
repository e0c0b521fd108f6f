package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers whose process ID was reused; see ci/agent/pid_reuse.py. */
@RequiresRoot
class PidReuseIT {

  private static final int CANNOT_FORCE = 77;

  @TempDir private Path folder;

  @Test
  void refusesEveryCallerWhoseNumberIsInUseAgain() throws Exception {
    // A single caller would be delayed, because all of its calls fail.
    String section = "limits { calls_per_second_per_caller = 100000 }";
    try (RunningAgent agent = RunningAgent.start(folder, section, "kubelet_read_only_port = 1")) {
      Path out = folder.resolve("reuse.out");
      Process python =
          new ProcessBuilder(
                  "python3",
                  "-B",
                  Cluster.scripts().resolveSibling("agent").resolve("pid_reuse.py").toString(),
                  agent.socket().toString(),
                  "1000")
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      try {
        assertThat(python.waitFor(5, TimeUnit.MINUTES)).as("it ends in time").isTrue();
      } finally {
        python.destroyForcibly();
      }
      String said = java.nio.file.Files.readString(out);
      Assumptions.assumeTrue(
          python.exitValue() != CANNOT_FORCE,
          "needs clone3 with set_tid, and the rights to it: " + said);
      assertThat(said).isEqualTo("refused 1000 answered 0\n");
    }
  }
}
