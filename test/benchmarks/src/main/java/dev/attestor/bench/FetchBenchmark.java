package dev.attestor.bench;

import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.kubelet.KubeletClient;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.standin.CertificateAuthority;
import dev.attestor.testkit.FakeKubelet;
import dev.attestor.testkit.RecordedPods;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures a whole request over TLS, including indexing the response. The figures include the
 * server, which runs in the same process.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
// Without this, the JDK's server waits 40 ms for an acknowledgement between headers and body.
@Fork(value = 1, jvmArgsAppend = "-Dsun.net.httpserver.nodelay=true")
public class FetchBenchmark {

  /** The number of pods in the list. */
  @Param({"100", "1000"})
  public int pods;

  private @Nullable FakeKubelet kubelet;
  private @Nullable KubeletClient client;

  /** Starts the server. */
  @Setup
  public void start() throws Exception {
    CertificateAuthority ca = CertificateAuthority.create("bench");
    kubelet =
        FakeKubelet.secure(
            ca.issueServer("node", List.of("node"), List.of("127.0.0.1")),
            ca,
            FakeKubelet.answer(200, RecordedPods.generate(pods)));
    SecurePort access =
        new SecurePort(
            "127.0.0.1", kubelet.port(), new ServerCheck.None(), new Authentication.Anonymous());
    client = new KubeletClient(access, Duration.ofMinutes(1));
  }

  /** Stops it. */
  @TearDown
  public void stop() {
    if (kubelet != null) {
      kubelet.close();
    }
  }

  /** Requests, reads and indexes the list. */
  @Benchmark
  public PodIndex fetchAndIndex() {
    if (client == null) {
      throw new IllegalStateException("not started");
    }
    return new PodIndex(0, client.listPods());
  }
}
