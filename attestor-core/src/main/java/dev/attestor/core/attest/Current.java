package dev.attestor.core.attest;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the active configuration made, such as its attestor. The next one takes over at once; calls
 * that run finish with the one that they started with, and the last of them closes it.
 */
public final class Current<T> implements AutoCloseable {

  private final AtomicReference<@Nullable Use<T>> current = new AtomicReference<>();
  private final Consumer<T> closing;

  /**
   * Starts without a configuration.
   *
   * @param closing closes what is no longer used
   */
  public Current(Consumer<T> closing) {
    this.closing = closing;
  }

  /** Activates the next one. Once it is replaced in turn, its last call closes it. */
  public void replaceWith(T next) {
    retire(current.getAndSet(new Use<>(next)));
  }

  /** Makes a call; empty until something is configured. A call that throws fails the future. */
  public <A> Optional<CompletableFuture<A>> use(Function<T, CompletableFuture<A>> call) {
    for (Use<T> use = current.get(); use != null; use = current.get()) {
      if (use.begin()) {
        return Optional.of(answer(use, call));
      }
      // It was replaced in the meantime, so its successor is already set.
    }
    return Optional.empty();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The callback's result is not needed.
  private <A> CompletableFuture<A> answer(Use<T> use, Function<T, CompletableFuture<A>> call) {
    CompletableFuture<A> answer;
    try {
      answer = call.apply(use.value);
    } catch (RuntimeException | Error e) {
      answer = CompletableFuture.failedFuture(e);
    }
    answer.whenComplete((result, failure) -> end(use));
    return answer;
  }

  @Override
  public void close() {
    retire(current.getAndSet(null));
  }

  private void retire(@Nullable Use<T> use) {
    if (use != null) {
      end(use);
    }
  }

  private void end(Use<T> use) {
    if (use.holders.decrementAndGet() == 0) {
      closing.accept(use.value);
    }
  }

  /** A value with a reference count: one for being active, one for each call. */
  private static final class Use<T> {
    private final T value;
    private final AtomicInteger holders = new AtomicInteger(1);

    Use(T value) {
      this.value = value;
    }

    boolean begin() {
      return holders.updateAndGet(count -> count == 0 ? 0 : count + 1) > 0;
    }
  }
}
