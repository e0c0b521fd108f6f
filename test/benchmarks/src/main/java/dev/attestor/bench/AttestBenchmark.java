package dev.attestor.bench;

import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodListReader;
import dev.attestor.core.pod.Selectors;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.linux.LinuxContainerLocator;
import dev.attestor.testkit.RecordedPods;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the parts of a warm attestation: locating a real process, and creating the selectors of
 * a pod.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class AttestBenchmark {

  private final LinuxContainerLocator locator = LinuxContainerLocator.ofHost(PodCgroups.USUAL);
  private final int pid = (int) ProcessHandle.current().pid();
  private List<Pod> pods = List.of();

  /** Reads the recorded list. */
  @Setup
  public void readPods() throws IOException {
    pods = PodListReader.read(new ByteArrayInputStream(RecordedPods.pods())).pods();
  }

  /** Pins this process, reads its cgroup file, and checks that it still runs. */
  @Benchmark
  public boolean locate() {
    try (ProcessPin pin = locator.pin(pid)) {
      return locator.locate(pid, pin) != null;
    }
  }

  /** Creates the selectors of one pod from scratch. */
  @Benchmark
  public Selectors selectors() {
    Pod pod = pods.get(0);
    return new PodIndex(0, List.of(pod)).pod(pod.uid()).orElseThrow().selectors();
  }
}
