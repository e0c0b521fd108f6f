package dev.attestor.spire.sdk;

import dev.attestor.spire.sdk.HostMetrics.Counter;
import dev.attestor.spire.sdk.HostMetrics.Name;
import dev.attestor.spire.sdk.HostMetrics.Sample;
import dev.attestor.spire.sdk.proto.metrics.AddSampleRequest;
import dev.attestor.spire.sdk.proto.metrics.IncrCounterRequest;
import dev.attestor.spire.sdk.proto.metrics.Label;
import dev.attestor.spire.sdk.proto.metrics.MetricsGrpc;
import dev.attestor.spire.sdk.proto.metrics.MetricsGrpc.MetricsBlockingStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the host what was counted since the last report; owned by one thread. */
final class MetricsReport {

  private static final Logger LOG = LoggerFactory.getLogger(MetricsReport.class);

  private static final int CALL_SECONDS = 2;

  private final HostServices host;
  private boolean failing;

  MetricsReport(HostServices host) {
    this.host = host;
  }

  /**
   * Returns false if the host does not take metrics. If a call fails, its count is reported the
   * next time, and a sample is lost.
   *
   * @param samples returns null after the last one
   */
  boolean send(List<Counter> counters, Supplier<@Nullable Sample> samples) {
    try {
      counters.forEach(this::send);
      for (int i = 0; i < HostMetrics.MAX_SAMPLES; i++) {
        Sample sample = samples.get();
        if (sample == null) {
          break;
        }
        send(sample);
      }
      failing = false;
      return true;
    } catch (RuntimeException e) {
      // Whatever it is, only metrics are missing.
      boolean unknown =
          e instanceof StatusRuntimeException answer
              && answer.getStatus().getCode() == Status.Code.UNIMPLEMENTED;
      if (!failing) {
        LOG.atInfo()
            .addKeyValue("reason", e.toString())
            .log(
                unknown
                    ? "The host knows no metrics, none are reported"
                    : "Metrics cannot be reported to the host, retrying");
      }
      failing = true;
      return !unknown;
    }
  }

  private void send(Counter counter) {
    long count = counter.take();
    if (count == 0) {
      return;
    }
    try {
      var unused =
          stub()
              .incrCounter(
                  IncrCounterRequest.newBuilder()
                      .addAllKey(counter.name().key())
                      .setVal((float) count)
                      .addAllLabels(labels(counter.name()))
                      .build());
    } catch (RuntimeException e) {
      counter.giveBack(count);
      throw e;
    }
  }

  private void send(Sample sample) {
    var unused =
        stub()
            .addSample(
                AddSampleRequest.newBuilder()
                    .addAllKey(sample.name().key())
                    .setVal(sample.value())
                    .addAllLabels(labels(sample.name()))
                    .build());
  }

  private MetricsBlockingStub stub() {
    return MetricsGrpc.newBlockingStub(host.channel())
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  private static List<Label> labels(Name name) {
    return name.labels().entrySet().stream()
        .map(each -> Label.newBuilder().setName(each.getKey()).setValue(each.getValue()).build())
        .toList();
  }
}
