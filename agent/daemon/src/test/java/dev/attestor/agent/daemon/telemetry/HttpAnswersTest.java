package dev.attestor.agent.daemon.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpAnswersTest {

  private int gathered;
  private long now = Long.MAX_VALUE - 10;

  @Test
  void gathersMetricsOnceASecondHoweverManyAsk() {
    HttpAnswers answers = new HttpAnswers(registry(), () -> true, () -> now);
    for (int i = 0; i < 100; i++) {
      assertThat(metrics(answers, "text/plain")).contains("gathered 1.0");
    }
    now += Duration.ofMillis(999).toNanos();
    assertThat(metrics(answers, "text/plain")).contains("gathered 1.0");
    now += Duration.ofMillis(1).toNanos();
    assertThat(metrics(answers, "text/plain")).contains("gathered 2.0");
    assertThat(metrics(answers, "application/openmetrics-text;version=1.0.0"))
        .contains("gathered 3.0", "# EOF");
    assertThat(gathered).isEqualTo(3);
  }

  private PrometheusRegistry registry() {
    PrometheusRegistry registry = new PrometheusRegistry();
    GaugeWithCallback.builder()
        .name("gathered")
        .callback(callback -> callback.call(++gathered))
        .register(registry);
    return registry;
  }

  private static String metrics(HttpAnswers answers, String accepted) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/metrics");
    request.headers().set(HttpHeaderNames.ACCEPT, accepted);
    return answers.answer(request).content().toString(StandardCharsets.UTF_8);
  }
}
