package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 199 quiet callers and a hostile one; see ci/agent/fairness.py. */
@RequiresRoot
class FairnessIT {

  private static final int QUIET = 199;
  private static final int CALLS = 10;

  @TempDir private Path folder;

  @Test
  void answersEveryCallOfTheQuietWhileOneIsHostile() throws Exception {
    try (RunningAgent agent =
        RunningAgent.start(folder, "whois { uids = [0] }", "kubelet_read_only_port = 1")) {
      assertThat(Program.run("chmod", "a+rx", folder.toString()).status()).isZero();
      Program python =
          Program.run(
              "python3",
              "-B",
              Cluster.scripts().resolveSibling("agent").resolve("fairness.py").toString(),
              agent.socket().toString(),
              "" + QUIET,
              "" + CALLS);
      assertThat(python.status()).as(python.err()).isZero();
      JsonObject outcome = JsonParser.parseString(python.out()).getAsJsonObject();

      assertThat(answered(outcome, "alone")).as(python.out()).isEqualTo(QUIET * CALLS);
      assertThat(answered(outcome, "with_hostile")).as(python.out()).isEqualTo(QUIET * CALLS);
      // The hostile caller was active, and sent more than all others together.
      assertThat(outcome.getAsJsonObject("hostile").get("calls_sent").getAsInt())
          .as(python.out())
          .isGreaterThan(QUIET * CALLS);
      assertThat(agent.ask("whoami").status()).isEqualTo(3);
      System.getLogger("fairness").log(System.Logger.Level.INFO, python.out());
    }
  }

  private static int answered(JsonObject outcome, String round) {
    return outcome.getAsJsonObject(round).get("answered").getAsInt();
  }
}
