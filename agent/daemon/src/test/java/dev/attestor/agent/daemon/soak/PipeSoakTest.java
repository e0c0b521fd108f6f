package dev.attestor.agent.daemon.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged agent behind its pipe under mixed load, from inside and outside of containers, while
 * everything around it changes repeatedly: the kubelet restarts with another certificate, the token
 * is rotated, the configuration is reloaded, containers start and end. {@code
 * -Dattestor.soak.seconds} sets the duration; it lasts longer if that is too short to find a leak.
 */
@EnabledOnOs(
    value = OS.WINDOWS,
    disabledReason = "makes calls to Windows; ci/wine/test runs it in a Windows Java")
@EnabledIfSystemProperty(
    named = "attestor.home",
    matches = ".+",
    disabledReason = "needs the packaged program: see ci/wine/test")
class PipeSoakTest {

  private static final String PIPE = "attestor-soak\\" + UUID.randomUUID();

  // More than the number of temporary ones, and less than the number of connections.
  private static final long SOME_HANDLES = 60;

  private static final long SOME_THREADS = 4;
  // Each round reloads twice. If each reload leaked a thread, these would be more than a few.
  private static final long LEAST_ROUNDS = 4;

  // Its programs may keep it open a moment longer.
  @TempDir(cleanup = CleanupMode.NEVER)
  private Path folder;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final SoakVerdict verdict = new SoakVerdict();
  private SoakKubelet kubelet;
  private SoakAgent agent;

  @BeforeEach
  void start() throws Exception {
    kubelet = keep(new SoakKubelet(folder));
    agent = keep(new SoakAgent(System.getProperty("attestor.home", ""), folder, PIPE, kubelet));
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private <T extends AutoCloseable> T keep(T object) {
    opened.add(object);
    return object;
  }

  @Test
  void answersRightAndStaysFlatWhateverHappens() throws Exception {
    long seconds = Long.getLong("attestor.soak.seconds", 40);
    SoakPod pod = SoakPod.random();
    kubelet.add(pod);
    SoakContainer lasting = keep(SoakContainer.idle(pod));
    Path first = askFromWithin("first");
    Path second = askFromWithin("second");
    SoakCallers callers = keep(new SoakCallers(PIPE, kubelet, lasting, verdict));
    callers.start();

    long began = System.nanoTime();
    disturbFor(seconds / 2);
    AgentFigures warm = agent.settled();
    disturbFor(seconds / 2);
    AgentFigures late = agent.settled();
    long took = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    callers.close();
    read(first);
    read(second);
    System.getLogger("soak")
        .log(
            System.Logger.Level.INFO,
            "%s s, %s answered, %s not, %s containers ended; %s, then %s"
                .formatted(
                    took, verdict.answered(), verdict.refused(), callers.ended(), warm, late));

    assertThat(verdict.wrong()).isEmpty();
    assertThat(verdict.answered()).isGreaterThan(10 * verdict.refused());
    assertThat(callers.ended()).isPositive();
    assertThat(late.threads()).isLessThanOrEqualTo(warm.threads() + SOME_THREADS);
    assertThat(late.handles()).isLessThanOrEqualTo(warm.handles() + SOME_HANDLES);
    assertThat(late.memoryKib()).isLessThan(warm.memoryKib() * 3 / 2);
  }

  private void disturbFor(long seconds)
      throws IOException, GeneralSecurityException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (long rounds = 0; rounds < LEAST_ROUNDS || System.nanoTime() - end < 0; rounds++) {
      kubelet.rotateToken();
      Thread.sleep(1500);
      agent.reload("700ms");
      kubelet.restart();
      Thread.sleep(1500);
      agent.reload("500ms");
    }
  }

  /** Starts a program in its own container; returns the file that it writes. */
  private Path askFromWithin(String name) throws IOException {
    SoakPod pod = SoakPod.random();
    kubelet.add(pod);
    Path selectors = Files.write(folder.resolve(name + ".selectors"), pod.selectors());
    Path report = folder.resolve(name + ".report");
    ProcessBuilder program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java.exe").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SoakCallerMain.class.getName(),
                PIPE,
                selectors.toString())
            .redirectErrorStream(true)
            .redirectOutput(report.toFile());
    SoakContainer container = keep(SoakContainer.start(pod, program));
    container.process().getOutputStream().write('\n');
    container.process().getOutputStream().flush();
    return report;
  }

  /** Adds a program's report to the verdict. */
  private void read(Path report) throws IOException {
    List<String> lines = Files.readAllLines(report);
    assertThat(lines).filteredOn(line -> line.startsWith("wrong ")).isEmpty();
    List<String> told = lines.stream().filter(line -> line.startsWith("counts ")).toList();
    assertThat(told).as("what was written: %s", lines).isNotEmpty();
    String[] counts = told.get(told.size() - 1).split(" ", -1);
    long answered = Long.parseLong(counts[1]);
    assertThat(answered).as("answers to %s", report.getFileName()).isPositive();
    verdict.add(answered, Long.parseLong(counts[2]));
  }
}
