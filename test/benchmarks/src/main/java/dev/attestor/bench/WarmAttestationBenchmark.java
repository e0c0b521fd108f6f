package dev.attestor.bench;

import dev.attestor.core.attest.Attestation;
import dev.attestor.core.attest.AttestationPolicy;
import dev.attestor.core.attest.WorkloadAttestor;
import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.locate.Location;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodListReader;
import dev.attestor.core.spi.Ports;
import dev.attestor.linux.LinuxContainerLocator;
import dev.attestor.testkit.RecordedPods;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * Measures a whole attestation with a fresh pod list: pins this process, reads its cgroup file,
 * finds the container, answers. Only the container ID in the file is replaced, because the
 * benchmark runs in no container.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class WarmAttestationBenchmark {

  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final int pid = (int) ProcessHandle.current().pid();
  private @Nullable WorkloadAttestor attestor;

  /** Reads the recorded list of 115 pods, and picks its first running container. */
  @Setup
  public void readPods() throws IOException {
    List<Pod> pods = PodListReader.read(new ByteArrayInputStream(RecordedPods.pods100())).pods();
    LinuxContainerLocator host = LinuxContainerLocator.ofHost(PodCgroups.USUAL);
    Location location = firstContainer(pods);
    attestor =
        new WorkloadAttestor(
            Ports.of(new OneLocation(host, location)),
            new OneList(new PodIndex(System.nanoTime(), pods)),
            new AttestationPolicy(false, false, INTERVAL, INTERVAL.multipliedBy(60)));
  }

  private static Location firstContainer(List<Pod> pods) {
    for (Pod pod : pods) {
      for (Container container : pod.containers()) {
        if (container.id() != null) {
          return new Location.InPod(pod.uid(), container.id());
        }
      }
    }
    throw new IllegalStateException("the recording has no running container");
  }

  /** Attests, without the transport. */
  @Benchmark
  public Attestation attest() {
    return Objects.requireNonNull(attestor).attest(pid).join();
  }
}
