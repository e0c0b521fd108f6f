package dev.attestor.spire.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.spire.sdk.log.HclogLogging;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LastResortTest {

  @Test
  void aThreadThatEndsByAnErrorEndsTheProcess() throws Exception {
    Process child = run("vital");

    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(LastResort.STATUS);
    assertThat(new String(child.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains(
            "A thread ended unexpectedly", "some-thread", "NoClassDefFoundError: of the test");
  }

  @Test
  void aThreadOfAPoolIsReplaced() throws Exception {
    Process child = run("pool");

    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isZero();
    assertThat(new String(child.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("A thread ended unexpectedly")
        .doesNotContain("and with it the process");
  }

  private static Process run(String what) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            what)
        .start();
  }

  /** A process whose thread ends. */
  static final class Child {

    private Child() {}

    public static void main(String[] args) throws Exception {
      HclogLogging.install();
      LastResort.install();
      Runnable broken =
          () -> {
            throw new NoClassDefFoundError("of the test");
          };
      if (args[0].equals("pool")) {
        CallExecutors.growingPool().execute(broken);
        Thread.sleep(2000);
        return;
      }
      Thread thread = new Thread(broken, "some-thread");
      thread.start();
      Thread.sleep(30_000);
    }
  }
}
