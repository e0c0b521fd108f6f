package dev.attestor.spire.sdk.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rate limits for log events: so many of each kind in ten seconds, and fewer for each caller. So no
 * caller can fill the log or suppress messages about others. Counts suppressed events. Thread-safe.
 *
 * <p>Our messages are constant, so each is a kind. Messages of libraries vary, so for them a logger
 * with a level is a kind.
 */
final class LogLimits {

  static final int PER_KIND = 30;
  static final int PER_CALLER = 10;

  private static final long WINDOW = Duration.ofSeconds(10).toNanos();
  private static final int MAX_KINDS = 500;
  private static final String OURS = "dev.attestor.";
  private static final Kind OTHERS = new Kind("", "messages of too many kinds");

  private final LongSupplier clock;

  // Guarded by this.
  private final Map<Kind, Window> windows = new HashMap<>();
  private long suppressed;
  private long sweptAt;

  LogLimits(LongSupplier clock) {
    this.clock = clock;
    this.sweptAt = clock.getAsLong();
  }

  /**
   * The decision on an event.
   *
   * @param write whether to write it
   * @param first whether it is the first suppressed one of its kind
   * @param over counts of suppressed events, of kinds whose ten seconds are over
   */
  record Verdict(boolean write, boolean first, List<Summary> over) {}

  /** How many events of a kind were suppressed. */
  record Summary(String logger, String message, long count) {}

  private record Kind(String logger, String message) {}

  private static final class Window {
    private final long began;
    private final Map<String, Integer> callers = new HashMap<>();
    private int written;
    private long suppressed;

    Window(long began) {
      this.began = began;
    }

    boolean admit(@Nullable String caller) {
      if (written >= PER_KIND
          || (caller != null && callers.merge(caller, 1, Integer::sum) > PER_CALLER)) {
        suppressed++;
        return false;
      }
      written++;
      return true;
    }
  }

  /**
   * Decides on one event.
   *
   * @param caller who caused it, if known
   */
  synchronized Verdict judge(String logger, String level, String message, @Nullable String caller) {
    long now = clock.getAsLong();
    List<Summary> over = sweep(now);
    Kind kind = new Kind(logger, logger.startsWith(OURS) ? message : level);
    if (windows.size() >= MAX_KINDS && !windows.containsKey(kind)) {
      kind = OTHERS;
    }
    Window window = windows.computeIfAbsent(kind, key -> new Window(now));
    if (window.admit(caller)) {
      return new Verdict(true, false, over);
    }
    suppressed++;
    return new Verdict(false, window.suppressed == 1, over);
  }

  /** The number of events suppressed since the start. */
  synchronized long suppressed() {
    return suppressed;
  }

  /** Removes expired windows, at most once per second. */
  private List<Summary> sweep(long now) {
    if (now - sweptAt < WINDOW / 10) {
      return List.of();
    }
    sweptAt = now;
    List<Summary> over = new ArrayList<>();
    for (Iterator<Map.Entry<Kind, Window>> each = windows.entrySet().iterator(); each.hasNext(); ) {
      Map.Entry<Kind, Window> entry = each.next();
      if (now - entry.getValue().began >= WINDOW) {
        each.remove();
        if (entry.getValue().suppressed > 0) {
          Kind kind = entry.getKey();
          over.add(new Summary(kind.logger(), kind.message(), entry.getValue().suppressed));
        }
      }
    }
    return over;
  }
}
