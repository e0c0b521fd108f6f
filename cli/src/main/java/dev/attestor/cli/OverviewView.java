package dev.attestor.cli;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.attestor.agent.api.v1.Caller;
import dev.attestor.agent.api.v1.OverviewResponse;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Formats an overview as a page of text; rates are relative to the previous page. */
final class OverviewView {

  private static final int NAME_WIDTH = 100;
  private static final String CONTAINER = " container ";

  private final Optional<Column> sort;
  private final String namespace;

  private @Nullable OverviewResponse before;
  private long at = System.nanoTime();

  /**
   * Shows some callers.
   *
   * @param sort if empty, they stay as the agent sends them
   * @param namespace whose pods are shown; if empty, all callers are
   */
  OverviewView(Optional<Column> sort, String namespace) {
    this.sort = sort;
    this.namespace = namespace;
  }

  /** A column by which callers are sorted: the highest figure first, names by letters. */
  enum Column {
    conns,
    now,
    answered,
    failed,
    refused,
    caller;

    private Comparator<Caller> order() {
      Comparator<Caller> byName = Comparator.comparing(Caller::getName);
      Comparator<Caller> byFigure =
          Comparator.comparingLong((Caller each) -> figure(each)).reversed();
      return byFigure.thenComparing(byName);
    }

    private long figure(Caller each) {
      return switch (this) {
        case conns -> each.getConnections();
        case now -> each.getCallsUnderWay();
        case answered -> each.getAnswered();
        case failed -> each.getFailed();
        case refused -> each.getRefused();
        case caller -> 0;
      };
    }
  }

  String of(OverviewResponse now) {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        attestor %s, since %s
        configured at %s
        attestations %s/s, p50 %s, p99 %s; %s
        answers %s; age of their facts p50 %s, p99 %s
        kubelet %s requests, %s failed; %s pods, list %s old
        %s connections, %s calls under way, %s wait
        """
            .formatted(
                now.getVersion(),
                time(now.getStartedAt()),
                time(now.getConfiguredAt()),
                rate(now),
                millis(now.getLatencyP50()),
                millis(now.getLatencyP99()),
                new TreeMap<>(now.getAttestationsMap()),
                new TreeMap<>(now.getAnswersMap()),
                now.hasAnswerAgeP50() ? millis(now.getAnswerAgeP50()) : "-",
                now.hasAnswerAgeP99() ? millis(now.getAnswerAgeP99()) : "-",
                now.getKubeletRequests(),
                now.getKubeletFailures(),
                now.getPods(),
                now.hasListAge() ? millis(now.getListAge()) : "-",
                now.getConnections(),
                now.getCallsUnderWay(),
                now.getCallsQueued()));
    page.append('\n');
    row(page, "CONNS", "NOW", "ANSWERED", "FAILED", "REFUSED", "CALLER");
    for (Caller caller : sorted(shown(now.getCallersList()))) {
      row(
          page,
          caller.getConnections(),
          caller.getCallsUnderWay(),
          caller.getAnswered(),
          caller.getFailed(),
          caller.getRefused(),
          cut(name(caller)));
    }
    remember(now);
    return page.toString();
  }

  /** The same figures in one line, for logs. */
  String line(OverviewResponse now, Instant time) {
    String line =
        ("%s attestations_per_second=%s p50=%s p99=%s outcomes=%s kubelet_requests=%s"
                + " kubelet_failures=%s pods=%s connections=%s calls=%s waiting=%s")
            .formatted(
                time,
                rate(now),
                millis(now.getLatencyP50()).replace(" ", ""),
                millis(now.getLatencyP99()).replace(" ", ""),
                new TreeMap<>(now.getAttestationsMap()).toString().replace(" ", ""),
                now.getKubeletRequests(),
                now.getKubeletFailures(),
                now.getPods(),
                now.getConnections(),
                now.getCallsUnderWay(),
                now.getCallsQueued());
    remember(now);
    return line;
  }

  private void remember(OverviewResponse now) {
    before = now;
    at = System.nanoTime();
  }

  /** The agent of an earlier version sends all. */
  private List<Caller> shown(List<Caller> callers) {
    return callers.stream()
        .filter(caller -> namespace.isEmpty() || caller.getNamespace().equals(namespace))
        .toList();
  }

  /** Such as {@code production/blog-1 container 8ff61f1fbbcf} or {@code uid 101 (envoy)}. */
  private static String name(Caller caller) {
    if (!caller.getPod().isEmpty()) {
      int container = caller.getName().indexOf(CONTAINER);
      return "%s/%s%s"
          .formatted(
              caller.getNamespace(),
              caller.getPod(),
              container < 0 ? "" : caller.getName().substring(container));
    }
    return caller.getAccount().isEmpty()
        ? caller.getName()
        : "%s (%s)".formatted(caller.getName(), caller.getAccount());
  }

  private List<Caller> sorted(List<Caller> callers) {
    return sort.map(column -> callers.stream().sorted(column.order()).toList()).orElse(callers);
  }

  private String rate(OverviewResponse now) {
    OverviewResponse last = before;
    if (last == null || !last.getStartedAt().equals(now.getStartedAt())) {
      return "-";
    }
    long more = total(now) - total(last);
    long nanos = Math.max(1, System.nanoTime() - at);
    return String.valueOf(Math.max(0, Math.round(more * 1e9 / nanos)));
  }

  private static long total(OverviewResponse overview) {
    return overview.getAttestationsMap().values().stream().mapToLong(Long::longValue).sum();
  }

  private static String millis(Duration duration) {
    double millis = duration.getSeconds() * 1e3 + duration.getNanos() / 1e6;
    return Math.round(millis * 100) / 100.0 + " ms";
  }

  private static Instant time(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds());
  }

  private static String cut(String name) {
    return name.length() <= NAME_WIDTH ? name : name.substring(0, NAME_WIDTH) + "...";
  }

  private static void row(StringBuilder page, Object... cells) {
    for (int i = 0; i < cells.length - 1; i++) {
      String cell = String.valueOf(cells[i]);
      page.append(" ".repeat(Math.max(0, 9 - cell.length()))).append(cell);
    }
    page.append("  ").append(cells[cells.length - 1]).append('\n');
  }
}
