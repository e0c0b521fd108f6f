package dev.attestor.core.attest;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.spi.ContainerRuntime;
import dev.attestor.core.spi.RuntimeAnswer;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What the container runtime said about new containers before anybody wanted to know. An answer is
 * used for ten seconds; by then the kubelet lists the container. Thread-safe.
 *
 * <p>Anybody may have caused the questions, so they are limited: {@value #MAX_STARTED} a second, of
 * which {@value #MAX_UNDER_WAY} at a time, each for ten seconds. At most {@value #MAX_KEPT} answers
 * are kept.
 */
final class PrefetchedAnswers {

  static final int MAX_STARTED = 50;
  static final int MAX_UNDER_WAY = 32;
  static final int MAX_KEPT = 1024;
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final RuntimeAnswer NOTHING = new RuntimeAnswer.Nothing();

  /**
   * An answer that is at hand.
   *
   * @param at when it arrived, in {@link System#nanoTime()}
   */
  record Kept(RuntimeAnswer answer, long at) {}

  private final ContainerRuntime runtime;
  private final LongSupplier nanos;

  // Guarded by this.
  private final Map<ContainerId, Kept> kept = new LinkedHashMap<>();
  private final Set<ContainerId> underWay = new HashSet<>();
  private double tokens = MAX_STARTED;
  private long refilledAt;

  PrefetchedAnswers(ContainerRuntime runtime, LongSupplier nanos) {
    this.runtime = runtime;
    this.nanos = nanos;
    this.refilledAt = nanos.getAsLong();
  }

  /**
   * Asks about a container, within the limits.
   *
   * @return the answer; empty if the limits do not allow to ask, or it was asked before
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback's result is not needed.
  Optional<CompletableFuture<RuntimeAnswer>> prefetch(ContainerId id) {
    if (!begin(id)) {
      return Optional.empty();
    }
    CompletableFuture<RuntimeAnswer> answer = runtime.ask(id);
    answer
        .orTimeout(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((given, failure) -> end(id, failure == null ? given : NOTHING));
    return Optional.of(answer);
  }

  private synchronized boolean begin(ContainerId id) {
    long now = nanos.getAsLong();
    tokens = Math.min(MAX_STARTED, tokens + (now - refilledAt) * MAX_STARTED / 1e9);
    refilledAt = now;
    if (tokens < 1 || underWay.size() >= MAX_UNDER_WAY || kept.containsKey(id)) {
      return false;
    }
    if (!underWay.add(id)) {
      return false;
    }
    tokens--;
    return true;
  }

  private synchronized void end(ContainerId id, RuntimeAnswer answer) {
    underWay.remove(id);
    if (!(answer instanceof RuntimeAnswer.Nothing)) {
      kept.put(id, new Kept(answer, nanos.getAsLong()));
      if (kept.size() > MAX_KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
  }

  /** The number of answers that are kept. */
  synchronized int size() {
    return kept.size();
  }

  /** The answer about a container, if there is one that is not too old. */
  synchronized Optional<Kept> of(ContainerId id) {
    Kept answer = kept.get(id);
    if (answer == null) {
      return Optional.empty();
    }
    if (nanos.getAsLong() - answer.at() >= PATIENCE.toNanos()) {
      kept.remove(id);
      return Optional.empty();
    }
    return Optional.of(answer);
  }
}
