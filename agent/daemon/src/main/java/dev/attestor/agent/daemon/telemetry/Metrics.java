package dev.attestor.agent.daemon.telemetry;

import dev.attestor.agent.daemon.limits.Admission;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.Outcome;
import dev.attestor.core.event.AttestorListener;
import dev.attestor.core.event.Source;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The agent's Prometheus metrics; docs/agent.md lists them. */
public final class Metrics implements AttestorListener {

  /** Answers from a recent pod list take 20 to 500 us; those that wait for one take up to 30 s. */
  private static final double[] ATTESTATION_SECONDS = {
    2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 10, 30
  };

  private static final double[] KUBELET_SECONDS = {
    1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Figures figures = new Figures();
  private final Counter attestations;
  private final Histogram latency;
  private final Counter answers;
  private final Histogram answerAge;
  private final Counter lists;
  private final Counter kubelet;
  private final Histogram kubeletLatency;
  private final Counter reloads;

  /**
   * Registers all metrics, so that each exists from the start.
   *
   * @param version the version of the agent
   */
  public Metrics(String version) {
    Info.builder()
        .name("attestor_build_info")
        .help("Version of the agent and of its Java.")
        .labelNames("version", "java")
        .register(registry)
        .addLabelValues(version, Runtime.version().toString());
    attestations =
        Counter.builder()
            .name("attestor_attestations_total")
            .help("Attestations that ended, by result.")
            .labelNames("result")
            .register(registry);
    latency =
        Histogram.builder()
            .name("attestor_attestation_duration_seconds")
            .help("How long attestations took.")
            .classicOnly()
            .classicUpperBounds(ATTESTATION_SECONDS)
            .register(registry);
    answers =
        Counter.builder()
            .name("attestor_answers_total")
            .help("Processes found in a pod, by what decided it.")
            .labelNames("source")
            .register(registry);
    answerAge =
        Histogram.builder()
            .name("attestor_answer_age_seconds")
            .help("How old the facts were that decided in which container a process is.")
            .classicOnly()
            .classicUpperBounds(0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 5, 10)
            .register(registry);
    lists =
        Counter.builder()
            .name("attestor_pod_list_uses_total")
            .help("Pod lists that attestations began with: a young one at hand, or a new one.")
            .labelNames("source")
            .register(registry);
    kubelet =
        Counter.builder()
            .name("attestor_kubelet_requests_total")
            .help("Requests to the kubelet, by result.")
            .labelNames("result")
            .register(registry);
    kubeletLatency =
        Histogram.builder()
            .name("attestor_kubelet_request_duration_seconds")
            .help("How long requests to the kubelet took.")
            .classicOnly()
            .classicUpperBounds(KUBELET_SECONDS)
            .register(registry);
    reloads =
        Counter.builder()
            .name("attestor_config_reloads_total")
            .help("Reloads of the configuration, by result.")
            .labelNames("result")
            .register(registry);
    gauge("attestor_pod_list_age_seconds", "Age of the last pod list.", figures::listAgeSeconds);
    gauge("attestor_pods", "Pods on the last list.", figures::pods);
    Arrays.stream(Outcome.values()).forEach(each -> attestations.initLabelValues(each.label()));
    Arrays.stream(Source.values()).forEach(each -> answers.initLabelValues(label(each)));
    lists.initLabelValues("cache");
    lists.initLabelValues("kubelet");
    kubelet.initLabelValues("ok");
    Arrays.stream(KubeletException.Kind.values()).forEach(k -> kubelet.initLabelValues(label(k)));
    reloads.initLabelValues("ok");
    reloads.initLabelValues("failed");
  }

  /** Adds the metrics of callers. */
  public void watch(Admission admission) {
    gauge("attestor_connections", "Open connections.", admission::connections);
    gauge("attestor_calls_under_way", "Calls that are served now.", admission::underWay);
    gauge("attestor_calls_queued", "Calls that wait for their turn.", admission::queued);
    count(
        "attestor_calls_refused_total",
        "Connections, calls and streams that a limit turned away.",
        admission::refused);
  }

  /** Adds the metric of the active container runtime. */
  public void watchRuntime(LongSupplier failures) {
    count(
        "attestor_runtime_errors_total",
        "Queries that the container runtime left unanswered since the last reload.",
        failures);
  }

  /** Adds the metric of suppressed log events. */
  public void watchLog(LongSupplier suppressed) {
    count(
        "attestor_log_events_suppressed_total",
        "Events that were left out of the log, for there were too many of a kind.",
        suppressed);
  }

  /** The same figures for people to read. */
  public Figures figures() {
    return figures;
  }

  /** The registry for {@code /metrics}. */
  PrometheusRegistry registry() {
    return registry;
  }

  /** Records a reload of the configuration. */
  public void reloaded(boolean well) {
    reloads.labelValues(well ? "ok" : "failed").inc();
  }

  @Override
  public void attested(Outcome outcome, long nanos) {
    attestations.labelValues(outcome.label()).inc();
    latency.observe(nanos / 1e9);
    figures.attested(outcome.label(), nanos);
  }

  @Override
  public void found(Source source, long nanos) {
    answers.labelValues(label(source)).inc();
    answerAge.observe(nanos / 1e9);
    figures.found(label(source), nanos);
  }

  @Override
  public void listWanted(boolean young) {
    lists.labelValues(young ? "cache" : "kubelet").inc();
  }

  @Override
  public void kubeletAsked(@Nullable KubeletException failure, long nanos) {
    kubelet.labelValues(failure == null ? "ok" : label(failure.kind())).inc();
    kubeletLatency.observe(nanos / 1e9);
    figures.kubeletAsked(failure == null);
  }

  @Override
  public void listed(int pods, long requestedAt) {
    figures.listed(pods, requestedAt);
  }

  private void count(String name, String help, LongSupplier value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call((double) value.getAsLong()))
        .register(registry);
  }

  private void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
