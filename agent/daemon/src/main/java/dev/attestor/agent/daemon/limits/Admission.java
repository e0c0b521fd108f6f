package dev.attestor.agent.daemon.limits;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts calls: as many at once as the limits allow, and callers take turns, however many calls
 * each of them has queued. Callers that exceed their rate, or whose calls keep failing, are
 * delayed; this does not delay others. Thread-safe.
 */
public final class Admission {

  private static final long FORGET_AFTER = Duration.ofMinutes(1).toNanos();
  private static final int MAX_KNOWN = 10_000;

  private final ScheduledExecutorService timer;
  private final LongSupplier clock;
  private final ConnectionBudgets places;

  @SuppressWarnings("ThreadLocalUsage") // The calls of another admission are not counted here.
  private final ThreadLocal<@Nullable Deque<CallSlot>> serving = new ThreadLocal<>();

  // Guarded by this.
  private final Map<String, CallerState> callers = new HashMap<>();
  private final Deque<CallerState> line = new ArrayDeque<>();
  private Limits limits;
  private int underWay;
  private int queued;
  private int watches;
  private long refused;
  private long sweptAt;

  /** Uses the given timer for delays. */
  public Admission(Limits limits, ScheduledExecutorService timer) {
    this(limits, timer, System::nanoTime);
  }

  Admission(Limits limits, ScheduledExecutorService timer, LongSupplier clock) {
    this.limits = limits;
    this.timer = timer;
    this.clock = clock;
    this.places = new ConnectionBudgets(clock);
    this.sweptAt = clock.getAsLong();
  }

  /** Changes the limits; running calls continue. */
  public synchronized void change(Limits next) {
    limits = next;
  }

  /** Reserves a place for one more connection of a caller; empty if the caller may have no more. */
  public Optional<ConnectionShare> connected(String name) {
    Limits now;
    synchronized (this) {
      CallerState caller = caller(name);
      caller.lastUsed = clock.getAsLong();
      if (!caller.mayConnect(caller.lastUsed)) {
        return refuse(caller);
      }
      now = limits;
    }
    Optional<ConnectionShare> place = places.take(name, now);
    if (place.isEmpty()) {
      synchronized (this) {
        return refuse(caller(name));
      }
    }
    return place;
  }

  /** Records the end of a connection. Only the first call counts. */
  public void disconnected(ConnectionShare place) {
    ConnectionEnd how = places.leave(place);
    synchronized (this) {
      caller(place.caller()).disconnected(how);
    }
  }

  private <T> Optional<T> refuse(CallerState caller) {
    caller.refused++;
    refused++;
    return Optional.empty();
  }

  /**
   * Starts a call, now or when its turn comes.
   *
   * @param start starts the call with the slot that this method returns; must return soon
   * @return the slot, to be released at the end of the call even if it never started; empty if the
   *     caller has too many queued calls
   */
  public Optional<CallSlot> enter(String name, Consumer<CallSlot> start) {
    CallSlot ticket;
    synchronized (this) {
      CallerState caller = caller(name);
      if (caller.queue.size() >= limits.queuePerCaller()) {
        return refuse(caller);
      }
      ticket = new CallSlot(caller, start);
      caller.queue.add(ticket);
      queued++;
      stand(caller);
    }
    serve();
    return Optional.of(ticket);
  }

  /**
   * Records that the answer of a call is being sent. Another call may start in its place; it still
   * counts for its caller until {@link #leave}.
   */
  public void answered(CallSlot ticket) {
    synchronized (this) {
      if (!ticket.answered()) {
        return;
      }
      underWay--;
    }
    serve();
  }

  /**
   * Records the end of a call: its answer was delivered, or never will be. Only the first call
   * counts.
   */
  public void leave(CallSlot ticket, CallEnd ending) {
    synchronized (this) {
      switch (ticket.end()) {
        case SERVED -> {
          underWay--;
          ticket.caller.ended(ending, clock.getAsLong());
        }
        case ANSWERED -> ticket.caller.ended(ending, clock.getAsLong());
        case WAITING -> {
          if (ticket.caller.queue.remove(ticket)) {
            queued--;
          }
        }
        case OVER -> {
          return;
        }
      }
      stand(ticket.caller);
    }
    serve();
  }

  /** Whether a caller may have one more stream; if so, {@link #watchEnded} releases it. */
  public synchronized boolean watchBegan(String name) {
    CallerState caller = caller(name);
    // The first stream of a caller is always allowed: there cannot be more of those than
    // connections.
    boolean full = watches >= limits.watches() && caller.watches > 0;
    if (full || caller.watches >= limits.watchesPerCaller()) {
      caller.refused++;
      refused++;
      return false;
    }
    watches++;
    caller.watches++;
    return true;
  }

  /** Records the end of a stream. */
  public synchronized void watchEnded(String name) {
    watches--;
    caller(name).watches--;
  }

  /** The callers with a connection, the busiest first. */
  public synchronized List<CallerFigures> callers() {
    return callers.values().stream()
        .map(caller -> CallerFigures.of(caller, places.count(caller.name)))
        .filter(caller -> caller.connections() > 0)
        .sorted(
            Comparator.comparingLong(CallerFigures::calls)
                .reversed()
                .thenComparing(CallerFigures::name))
        .toList();
  }

  /** The number of connections. */
  public int connections() {
    return places.taken();
  }

  /** The memory of connections and calls in bytes. */
  public long bytes() {
    return places.bytes();
  }

  /** The number of running calls. */
  public synchronized int underWay() {
    return underWay;
  }

  /** The number of connections, calls and streams that were refused or ended because of a limit. */
  public synchronized long refused() {
    return refused + places.evicted();
  }

  /** The number of queued calls. */
  public synchronized int queued() {
    return queued;
  }

  /** The number of callers that are remembered. */
  synchronized int known() {
    return callers.size();
  }

  private CallerState caller(String name) {
    long now = clock.getAsLong();
    if (now - sweptAt > FORGET_AFTER || callers.size() >= MAX_KNOWN) {
      sweptAt = now;
      boolean full = callers.size() >= MAX_KNOWN;
      callers
          .values()
          .removeIf(
              state ->
                  state.isIdle()
                      && places.count(state.name) == 0
                      && (full || now - state.lastUsed > FORGET_AFTER));
    }
    return callers.computeIfAbsent(
        name, key -> new CallerState(key, limits.callsPerSecondPerCaller(), now));
  }

  private void stand(CallerState caller) {
    if (!caller.inLine && !caller.queue.isEmpty()) {
      caller.inLine = true;
      line.addLast(caller);
    }
  }

  /**
   * Starts all calls that may start, outside the lock. A call that ends at once re-enters this
   * method on the same thread; the outer invocation then starts the next calls, so the stack does
   * not grow.
   */
  private void serve() {
    Deque<CallSlot> outer = serving.get();
    Deque<CallSlot> begun = outer == null ? new ArrayDeque<>() : outer;
    synchronized (this) {
      takeTurns(begun);
    }
    if (outer != null || begun.isEmpty()) {
      return;
    }
    serving.set(begun);
    try {
      for (CallSlot ticket = begun.poll(); ticket != null; ticket = begun.poll()) {
        ticket.start.accept(ticket);
      }
    } finally {
      serving.remove();
    }
  }

  private void takeTurns(Deque<CallSlot> begun) {
    long now = clock.getAsLong();
    List<CallerState> later = new ArrayList<>();
    while (!line.isEmpty()) {
      CallerState caller = line.removeFirst();
      if (underWay >= limits.calls() && caller.underWay > 0) {
        // The first call of a caller never waits: calls of others may last as long as their callers
        // want, and there cannot be more first calls than connections.
        later.add(caller);
        continue;
      }
      caller.inLine = false;
      if (caller.queue.isEmpty() || caller.underWay >= limits.callsPerCaller()) {
        // The caller queues again when one of its calls ends.
        continue;
      }
      long delay = caller.delay(limits.callsPerSecondPerCaller(), now);
      if (delay > 0) {
        wakeLater(caller, delay);
        continue;
      }
      CallSlot ticket = caller.queue.removeFirst();
      queued--;
      if (ticket.begin()) {
        caller.began();
        underWay++;
        begun.add(ticket);
      }
      stand(caller);
    }
    line.addAll(later);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The task's result is not needed.
  private void wakeLater(CallerState caller, long nanos) {
    // Not queued before, so that it wakes up once and is not checked earlier.
    caller.inLine = true;
    timer.schedule(
        () -> {
          synchronized (this) {
            caller.inLine = false;
            stand(caller);
          }
          serve();
        },
        nanos,
        TimeUnit.NANOSECONDS);
  }
}
