package dev.attestor.agent.daemon.limits;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Limits connections and their memory, for each caller and for all together. A caller that exceeds
 * its own budget loses its largest connection. If the common budget is exhausted, the caller with
 * the most memory loses one. If all places are taken, the caller with the most connections loses
 * one to a caller with fewer; a caller without any always gets one. Thread-safe.
 */
public final class ConnectionBudgets {

  /**
   * The memory limit of one caller's connections, calls and buffers: all calls that run at once,
   * each with the longest possible answer.
   */
  public static final int BYTES_PER_CALLER = 3 << 20;

  /** The memory limit of all callers together. */
  public static final int BYTES_IN_ALL = 20 << 20;

  private final long bytesPerCaller;
  private final long bytesInAll;
  private final LongSupplier clock;

  // Guarded by this.
  private final Map<String, Holder> holders = new HashMap<>();
  private int taken;
  private long bytes;
  private long evicted;

  /** The places of one caller. */
  private static final class Holder {
    final Set<ConnectionShare> places = new LinkedHashSet<>();
    long bytes;
  }

  ConnectionBudgets(LongSupplier clock) {
    this(clock, BYTES_PER_CALLER, BYTES_IN_ALL);
  }

  ConnectionBudgets(LongSupplier clock, long bytesPerCaller, long bytesInAll) {
    this.clock = clock;
    this.bytesPerCaller = bytesPerCaller;
    this.bytesInAll = bytesInAll;
  }

  /** Reserves a place for one more connection; empty if the caller may have no more. */
  Optional<ConnectionShare> take(String caller, Limits limits) {
    List<Runnable> gone = new ArrayList<>();
    ConnectionShare place;
    synchronized (this) {
      int has = count(caller);
      if (has >= limits.connectionsPerCaller() || !makeRoom(has, limits.connections(), gone)) {
        return Optional.empty();
      }
      place = new ConnectionShare(this, caller, clock.getAsLong());
      place.bytes = ConnectionShare.CONNECTION_BYTES;
      Holder holder = holders.computeIfAbsent(caller, name -> new Holder());
      holder.places.add(place);
      holder.bytes += place.bytes;
      bytes += place.bytes;
      taken++;
      keepWithin(holder, gone);
    }
    gone.forEach(Runnable::run);
    return Optional.of(place);
  }

  private boolean makeRoom(int has, int most, List<Runnable> gone) {
    while (taken >= most) {
      Holder fullest =
          holders.values().stream()
              .max(Comparator.comparingInt(holder -> holder.places.size()))
              .orElse(null);
      if (fullest == null) {
        return false;
      }
      Optional<ConnectionShare> idle =
          fullest.places.stream()
              .filter(place -> place.calls == 0)
              .min(Comparator.comparingLong(place -> place.usedAt));
      if (has == 0) {
        evict(idle.or(this::longestIdle).orElseGet(() -> fullest.places.iterator().next()), gone);
      } else if (idle.isPresent() && fullest.places.size() > has + 1) {
        evict(idle.get(), gone);
      } else {
        return false;
      }
    }
    return true;
  }

  /** The caller with the most connections may have no idle one, while others do. */
  private Optional<ConnectionShare> longestIdle() {
    return holders.values().stream()
        .flatMap(holder -> holder.places.stream())
        .filter(place -> place.calls == 0)
        .min(Comparator.comparingLong(place -> place.usedAt));
  }

  void callBegan(ConnectionShare place) {
    synchronized (this) {
      place.calls++;
      place.usedAt = clock.getAsLong();
    }
    settle(place);
  }

  void callEnded(ConnectionShare place, boolean answered) {
    synchronized (this) {
      place.answered |= answered;
      place.calls--;
      place.usedAt = clock.getAsLong();
    }
    settle(place);
  }

  /** Updates the sums and enforces the budgets. */
  void settle(ConnectionShare place) {
    List<Runnable> gone = List.of();
    synchronized (this) {
      Holder holder = holders.get(place.caller());
      if (place.leaving || holder == null) {
        return;
      }
      update(holder, place);
      if (holder.bytes > bytesPerCaller || bytes > bytesInAll) {
        gone = new ArrayList<>();
        keepWithin(holder, gone);
      }
    }
    gone.forEach(Runnable::run);
  }

  private void keepWithin(Holder holder, List<Runnable> gone) {
    while (holder.bytes > bytesPerCaller && !holder.places.isEmpty()) {
      // Excludes what was freed since the last update.
      holder.places.forEach(place -> update(holder, place));
      if (holder.bytes > bytesPerCaller) {
        offend(largest(holder), gone);
      }
    }
    if (bytes > bytesInAll) {
      holders.values().forEach(each -> each.places.forEach(place -> update(each, place)));
    }
    while (bytes > bytesInAll && taken > 0) {
      Holder most =
          holders.values().stream().max(Comparator.comparingLong(each -> each.bytes)).orElseThrow();
      offend(largest(most), gone);
    }
  }

  private void update(Holder holder, ConnectionShare place) {
    long now = place.measure();
    holder.bytes += now - place.bytes;
    bytes += now - place.bytes;
    place.bytes = now;
  }

  private static ConnectionShare largest(Holder holder) {
    return holder.places.stream().max(Comparator.comparingLong(place -> place.bytes)).orElseThrow();
  }

  private void offend(ConnectionShare place, List<Runnable> gone) {
    place.offended = true;
    evict(place, gone);
  }

  private void evict(ConnectionShare place, List<Runnable> gone) {
    evicted++;
    gone.add(place.hangUp());
    remove(place);
  }

  private void remove(ConnectionShare place) {
    if (place.leaving) {
      return;
    }
    place.leaving = true;
    taken--;
    bytes -= place.bytes;
    Holder holder = holders.get(place.caller());
    if (holder != null) {
      holder.places.remove(place);
      holder.bytes -= place.bytes;
      if (holder.places.isEmpty()) {
        holders.remove(place.caller());
      }
    }
  }

  void close(ConnectionShare place) {
    Runnable close;
    synchronized (this) {
      place.offended = true;
      close = place.hangUp();
      remove(place);
    }
    close.run();
  }

  synchronized ConnectionEnd leave(ConnectionShare place) {
    remove(place);
    if (place.left) {
      return ConnectionEnd.KNOWN;
    }
    place.left = true;
    if (place.offended) {
      return ConnectionEnd.HUNG_UP_ON;
    }
    return place.answered ? ConnectionEnd.OF_USE : ConnectionEnd.OF_NO_USE;
  }

  /** The number of a caller's connections. */
  synchronized int count(String caller) {
    Holder holder = holders.get(caller);
    return holder == null ? 0 : holder.places.size();
  }

  /** The number of all connections. */
  synchronized int taken() {
    return taken;
  }

  /** Their memory in bytes. */
  synchronized long bytes() {
    return bytes;
  }

  /** The number of connections closed to enforce the limits. */
  synchronized long evicted() {
    return evicted;
  }
}
