package dev.attestor.bench;

import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodListReader;
import dev.attestor.testkit.RecordedPods;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1PodList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures indexing the kubelet's bytes, compared with the official client's model classes on the
 * same bytes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PodListBenchmark {

  /** The number of pods in the list. */
  @Param({"100", "1000"})
  public int pods;

  private byte[] body = {};

  /** Creates the list. */
  @Setup
  public void makeList() {
    body = RecordedPods.generate(pods);
    new JSON();
  }

  /** Reads and indexes a list as the attestor does. */
  @Benchmark
  public PodIndex readAndIndex() throws IOException {
    return new PodIndex(0, PodListReader.read(new ByteArrayInputStream(body)));
  }

  /** For comparison: the official client's model classes. */
  @Benchmark
  public V1PodList officialModelClasses() {
    return JSON.deserialize(new String(body, StandardCharsets.UTF_8), V1PodList.class);
  }
}
