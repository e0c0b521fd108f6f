package dev.attestor.agent.daemon.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.error.Outcome;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private final Metrics metrics = new Metrics("test");

  @Test
  void tellsFastAnswersApart() {
    LongStream.of(15, 30, 70, 150, 300, 700)
        .map(TimeUnit.MICROSECONDS::toNanos)
        .forEach(nanos -> metrics.attested(Outcome.IN_POD, nanos));

    assertThat(countsOf("attestor_attestation_duration_seconds").subList(0, 6))
        .containsExactly(1L, 1L, 1L, 1L, 1L, 1L);
  }

  @Test
  void countsAnswersSlowerThanEveryLimit() {
    metrics.attested(Outcome.IN_POD, Duration.ofMinutes(1).toNanos());

    List<Long> counts = countsOf("attestor_attestation_duration_seconds");
    assertThat(counts.get(counts.size() - 1)).isEqualTo(1);
  }

  private List<Long> countsOf(String name) {
    for (MetricSnapshot each : metrics.registry().scrape()) {
      if (each instanceof HistogramSnapshot histogram
          && each.getMetadata().getName().equals(name)) {
        HistogramDataPointSnapshot point = histogram.getDataPoints().get(0);
        return IntStream.range(0, point.getClassicBuckets().size())
            .mapToObj(point.getClassicBuckets()::getCount)
            .toList();
      }
    }
    throw new AssertionError("there is no histogram " + name);
  }
}
