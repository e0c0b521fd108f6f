package dev.attestor.spire.workload.broker;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Hands the cancelling of an answer on to the work behind it. */
final class Cancelling {

  private Cancelling() {}

  /** Cancels the work if the answer is cancelled. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback's result is not needed.
  static <T> CompletableFuture<T> with(CompletableFuture<?> work, CompletableFuture<T> answer) {
    answer.whenComplete(
        (result, failure) -> {
          if (answer.isCancelled()) {
            work.cancel(false);
          }
        });
    return answer;
  }

  /**
   * Like {@code thenCompose}, but whoever cancels the answer also cancels the step under way, and
   * no further one begins.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The answer reports the results.
  static <T, R> CompletableFuture<R> then(
      CompletableFuture<T> first, Function<T, CompletableFuture<R>> next) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    first.whenComplete(
        (value, failure) -> {
          if (failure != null) {
            answer.completeExceptionally(failure);
          } else if (!answer.isDone()) {
            settle(answer, next, value);
          }
        });
    return with(first, answer);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The answer reports the result.
  private static <T, R> void settle(
      CompletableFuture<R> answer, Function<T, CompletableFuture<R>> next, T value) {
    try {
      CompletableFuture<R> work = next.apply(value);
      with(work, answer);
      work.whenComplete(
          (result, failure) -> {
            if (failure != null) {
              answer.completeExceptionally(failure);
            } else {
              answer.complete(result);
            }
          });
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
  }
}
