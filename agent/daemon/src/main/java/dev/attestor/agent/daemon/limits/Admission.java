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
 * Lets calls begin: as many at once as the limits allow, the callers in turn, whatever number of
 * calls each of them has waiting. Callers who ask faster than they may, or whose calls keep
 * failing, wait; nobody else waits for them. Safe for use by many threads.
 */
public final class Admission {

  private static final long FORGET_AFTER = Duration.ofMinutes(1).toNanos();
  private static final int MAX_KNOWN = 10_000;

  private final ScheduledExecutorService timer;
  private final LongSupplier clock;
  private final ConnectionBudgets places;

  @SuppressWarnings("ThreadLocalUsage") // Calls of another admission are no concern of this one.
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

  /** Waits on the given timer. */
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

  /** Puts other limits in force; what goes on goes on. */
  public synchronized void change(Limits next) {
    limits = next;
  }

  /** A place for one more connection of a caller; empty if it may have none. */
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

  /** A connection has ended. Only the first time counts. */
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
   * Begins a call, now or when its turn comes.
   *
   * @param start begins the call, given what this returns; returns soon
   * @return to be given back when the call is over, even if it never began; empty if the caller has
   *     too many calls waiting
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
   * A call was answered, and the answer is on its way. Others may be served in its place; it counts
   * among those of its caller until {@link #leave}.
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

  /** A call is over: its answer was delivered, or never will be. Only the first time counts. */
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

  /** Whether a caller may have one more stream; if so, {@link #watchEnded} ends it. */
  public synchronized boolean watchBegan(String name) {
    CallerState caller = caller(name);
    // The first one of a caller is never refused: there are no more of those than connections.
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

  /** A stream has ended. */
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

  /** How many connections there are. */
  public int connections() {
    return places.taken();
  }

  /** What connections and calls take up, in bytes. */
  public long bytes() {
    return places.bytes();
  }

  /** How many calls are served at this moment. */
  public synchronized int underWay() {
    return underWay;
  }

  /** How many connections, calls and streams were turned away or ended for a limit. */
  public synchronized long refused() {
    return refused + places.evicted();
  }

  /** How many calls wait. */
  public synchronized int queued() {
    return queued;
  }

  /** How many callers are remembered. */
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
   * Begins what may begin, outside the lock. A call that is over at once comes back here on the
   * same thread; what may begin then is begun further up the stack, which so stays flat.
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
        // The first call of a caller waits for nobody: calls of others may take as long as theirs
        // answers do, and there are no more such first calls than connections.
        later.add(caller);
        continue;
      }
      caller.inLine = false;
      if (caller.queue.isEmpty() || caller.underWay >= limits.callsPerCaller()) {
        // It stands in line again when one of its calls is over.
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

  @SuppressWarnings("FutureReturnValueIgnored") // The task reports nothing.
  private void wakeLater(CallerState caller, long nanos) {
    // Not in line until then, so that it is waked once and not looked at before.
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
