package dev.attestor.cli;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.attestor.agent.api.v1.Caller;
import dev.attestor.agent.api.v1.OverviewResponse;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Formats an overview as a page of text; rates are relative to the previous page. */
final class OverviewView {

  private static final int NAME_WIDTH = 100;

  private @Nullable OverviewResponse before;
  private long at = System.nanoTime();

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
    for (Caller caller : now.getCallersList()) {
      row(
          page,
          caller.getConnections(),
          caller.getCallsUnderWay(),
          caller.getAnswered(),
          caller.getFailed(),
          caller.getRefused(),
          cut(caller.getName()));
    }
    before = now;
    at = System.nanoTime();
    return page.toString();
  }

  private String rate(OverviewResponse now) {
    OverviewResponse last = before;
    if (last == null) {
      return "-";
    }
    long more = total(now) - total(last);
    long nanos = Math.max(1, System.nanoTime() - at);
    return String.valueOf(Math.round(more * 1e9 / nanos));
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
