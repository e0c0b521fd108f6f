package dev.attestor.spire.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Empty;
import dev.attestor.spire.sdk.CallMetrics.Calls;
import dev.attestor.spire.sdk.HostMetrics.Counter;
import dev.attestor.spire.sdk.HostMetrics.Samples;
import dev.attestor.spire.sdk.proto.metrics.AddSampleRequest;
import dev.attestor.spire.sdk.proto.metrics.IncrCounterRequest;
import dev.attestor.spire.sdk.proto.metrics.Label;
import dev.attestor.spire.sdk.proto.metrics.MetricsGrpc;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
class HostMetricsTest {

  private static final Duration INTERVAL = Duration.ofMillis(20);
  private static final List<String> KEY = List.of("attestor", "attestation");
  private static final List<String> TIMES = List.of("attestor", "attestation", "elapsed_time");

  @TempDir private Path folder;

  @Test
  void reportsWhatWasCountedAndEverySample() throws Exception {
    Recorder recorder = new Recorder();
    try (Host host = new Host(folder, recorder, OFFERED)) {
      HostMetrics metrics = new HostMetrics(host, INTERVAL);
      Counter good = metrics.counter(KEY, Map.of("result", "in_pod"));
      Counter bad = metrics.counter(KEY, Map.of("result", "conflict"));
      Counter dropped = metrics.counter(List.of("attestor", "samples_dropped"), Map.of());
      Samples times = metrics.samples(TIMES, Map.of(), dropped);
      for (int i = 0; i < 1000; i++) {
        good.increment();
      }
      bad.increment();
      for (int i = 0; i < HostMetrics.MAX_SAMPLES + 7; i++) {
        times.add(i);
      }
      metrics.start();

      recorder.await("result=in_pod", 1000);
      recorder.await("result=conflict", 1);
      recorder.await("", 7);
      while (recorder.samples.size() < HostMetrics.MAX_SAMPLES) {
        Thread.sleep(10);
      }
      good.increment();
      recorder.await("result=in_pod", 1001);
      times.add(3);
      while (recorder.samples.size() < HostMetrics.MAX_SAMPLES + 1) {
        Thread.sleep(10);
      }
      assertThat(recorder.samples.get(1).getKeyList()).isEqualTo(TIMES);
      assertThat(recorder.samples.get(1).getVal()).isEqualTo(1f);
    }
  }

  @Test
  void reportsCallsByResultWithTheirTimes() throws Exception {
    Recorder recorder = new Recorder();
    try (Host host = new Host(folder, recorder, OFFERED)) {
      HostMetrics metrics = new HostMetrics(host, INTERVAL);
      Calls calls =
          new CallMetrics(metrics, "attestor").calls("attestation", List.of("ok", "failed", "ok"));
      calls.ended("ok", 3_500_000);
      calls.ended("ok", 1_000_000);
      calls.ended("failed", 0);
      metrics.start();

      recorder.await("result=ok", 2);
      recorder.await("result=failed", 1);
      while (recorder.samples.size() < 3) {
        Thread.sleep(10);
      }
      assertThat(recorder.counts).allMatch(count -> count.getKeyList().equals(KEY));
      assertThat(recorder.samples).allMatch(sample -> sample.getKeyList().equals(TIMES));
      assertThat(recorder.samples).map(AddSampleRequest::getVal).containsExactly(3.5f, 1f, 0f);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> calls.ended("other", 0))
          .withMessageStartingWith("the result \"other\" is none of ");
    }
  }

  @Test
  void reportsLaterWhatTheHostDidNotTake() throws Exception {
    Recorder recorder = new Recorder();
    recorder.failures.set(3);
    try (Host host = new Host(folder, recorder, OFFERED)) {
      HostMetrics metrics = new HostMetrics(host, INTERVAL);
      metrics.counter(KEY, Map.of("result", "in_pod")).increment();
      metrics.start();

      recorder.await("result=in_pod", 1);
    }
  }

  @Test
  void neverWaitsForAHostThatDoesNotAnswer() throws Exception {
    Recorder recorder = new Recorder();
    recorder.held = new CountDownLatch(1);
    try (Host host = new Host(folder, recorder, OFFERED)) {
      HostMetrics metrics = new HostMetrics(host, INTERVAL);
      Counter counter = metrics.counter(KEY, Map.of("result", "in_pod"));
      Samples times = metrics.samples(TIMES, Map.of(), counter);
      metrics.start();
      counter.increment();
      Thread.sleep(INTERVAL.toMillis() * 5);
      long began = System.nanoTime();
      for (int i = 0; i < 100_000; i++) {
        times.add(i);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    } finally {
      recorder.held.countDown();
    }
  }

  @Test
  void asksNothingOfAHostWithoutMetrics() throws Exception {
    Recorder recorder = new Recorder();
    try (Host host = new Host(folder, recorder, List.of())) {
      HostMetrics metrics = new HostMetrics(host, INTERVAL);
      metrics.counter(KEY, Map.of()).increment();
      metrics.start();
      Thread.sleep(INTERVAL.toMillis() * 10);

      assertThat(host.asked).hasValue(0);
    }
  }

  @Test
  void stopsIfTheHostOfferedWhatItDoesNotHave() throws Exception {
    try (Host host = new Host(folder, null, OFFERED)) {
      HostMetrics metrics = new HostMetrics(host, INTERVAL);
      Counter counter = metrics.counter(KEY, Map.of());
      counter.increment();
      MetricsReport report = new MetricsReport(host);

      assertThat(report.send(List.of(counter), () -> null)).isFalse();
    }
  }

  @Test
  void reportsLaterAfterAnyOtherFailure() throws Exception {
    Recorder recorder = new Recorder();
    try (Host host = new Host(folder, recorder, OFFERED)) {
      Counter counter = new HostMetrics(host, INTERVAL).counter(KEY, Map.of("result", "in_pod"));
      counter.increment();
      MetricsReport report = new MetricsReport(host);
      host.broken = true;
      assertThat(report.send(List.of(counter), () -> null)).isTrue();

      host.broken = false;
      assertThat(report.send(List.of(counter), () -> null)).isTrue();

      recorder.await("result=in_pod", 1);
    }
  }

  private static final List<String> OFFERED =
      List.of("spire.hostservice.common.metrics.v1.Metrics");

  /** A host with or without the service. */
  private static final class Host implements HostServices, AutoCloseable {

    private final AtomicInteger asked = new AtomicInteger();
    private final List<String> names;
    private final Server server;
    private final ManagedChannel channel;
    private volatile boolean broken;

    Host(Path folder, @Nullable Recorder recorder, List<String> names) throws IOException {
      this.names = names;
      Path socket = folder.resolve("host");
      var builder = PluginTransport.unix().server(socket);
      if (recorder != null) {
        builder.addService(recorder);
      }
      server = builder.build().start();
      channel = PluginTransport.channel(PluginTransport.unix(), new Endpoint.Unix(socket)).build();
    }

    @Override
    public List<String> names() {
      return names;
    }

    @Override
    public Channel channel() {
      asked.incrementAndGet();
      if (broken) {
        throw new IllegalStateException("broken");
      }
      return channel;
    }

    @Override
    public void close() {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  /** Keeps what it was told. */
  private static final class Recorder extends MetricsGrpc.MetricsImplBase {

    private final List<IncrCounterRequest> counts = new CopyOnWriteArrayList<>();
    private final List<AddSampleRequest> samples = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile CountDownLatch held = new CountDownLatch(0);

    @Override
    public void incrCounter(IncrCounterRequest request, StreamObserver<Empty> answer) {
      try {
        held.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (failures.getAndDecrement() > 0) {
        answer.onError(Status.UNAVAILABLE.asRuntimeException());
        return;
      }
      counts.add(request);
      answer.onNext(Empty.getDefaultInstance());
      answer.onCompleted();
    }

    @Override
    public void addSample(AddSampleRequest request, StreamObserver<Empty> answer) {
      samples.add(request);
      answer.onNext(Empty.getDefaultInstance());
      answer.onCompleted();
    }

    void await(String labels, double sum) throws InterruptedException {
      while (true) {
        double now =
            counts.stream()
                .filter(each -> labels(each.getLabelsList()).equals(labels))
                .mapToDouble(IncrCounterRequest::getVal)
                .sum();
        assertThat(now).isLessThanOrEqualTo(sum);
        if (now == sum) {
          return;
        }
        Thread.sleep(10);
      }
    }

    private static String labels(List<Label> labels) {
      return labels.stream()
          .map(label -> label.getName() + "=" + label.getValue())
          .sorted()
          .reduce("", String::concat);
    }
  }
}
