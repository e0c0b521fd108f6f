package dev.attestor.kubernetes.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class LabelCacheTest {

  private static final Map<String, String> OLD = Map.of("age", "old");
  private static final Map<String, String> NEW = Map.of("age", "new");

  private final List<String> asked = new ArrayList<>();
  private final List<CompletableFuture<Map<String, String>>> answers = new ArrayList<>();
  private long now;
  private final LabelCache cache =
      new LabelCache(
          namespace -> {
            asked.add(namespace);
            CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
          },
          Duration.ofNanos(100),
          () -> now);

  @Test
  void asksOnceForAllWhoWait() {
    CompletableFuture<Map<String, String>> first = cache.get("a");
    CompletableFuture<Map<String, String>> second = cache.get("a");
    first.cancel(false);
    answers.get(0).complete(NEW);

    assertThat(second.join()).isEqualTo(NEW);
    assertThat(asked).containsExactly("a");
  }

  @Test
  void remembersEachNamespaceByItself() {
    learn("a", OLD);
    learn("b", NEW);

    assertThat(cache.get("a").join()).isEqualTo(OLD);
    assertThat(cache.get("b").join()).isEqualTo(NEW);
    assertThat(asked).containsExactly("a", "b");
  }

  @Test
  void remembersNoMoreThanItMayAndForgetsWhatWasAskedForLongestAgo() {
    learn("a", OLD);
    for (int i = 0; i < 50; i++) {
      learn("fat-" + i, Map.of("k", "v".repeat(30 << 10)));
      cache.get("a").join();
    }
    asked.clear();
    cache.get("a").join();
    cache.get("fat-49").join();
    assertThat(asked).isEmpty();
    CompletableFuture<Map<String, String>> unused = cache.get("fat-0");
    assertThat(asked).containsExactly("fat-0");
  }

  @Test
  void readsAnewInTheBackgroundBeforeAnAnswerIsTooOld() {
    learn("a", OLD);
    now = 50;

    assertThat(cache.get("a").join()).isEqualTo(OLD);
    assertThat(cache.get("a").join()).isEqualTo(OLD);
    assertThat(asked).containsExactly("a", "a");

    answers.get(1).complete(NEW);
    assertThat(cache.get("a").join()).isEqualTo(NEW);
  }

  @Test
  void tellsNothingThatIsTooOld() {
    learn("a", OLD);
    now = 100;
    CompletableFuture<Map<String, String>> answer = cache.get("a");
    assertThat(answer).isNotDone();

    answers.get(1).complete(NEW);
    assertThat(answer.join()).isEqualTo(NEW);
  }

  @Test
  void countsAgeFromTheQuestion() {
    CompletableFuture<Map<String, String>> first = cache.get("a");
    now = 99;
    answers.get(0).complete(OLD);
    assertThat(first.join()).isEqualTo(OLD);
    now = 100;

    assertThat(cache.get("a")).isNotDone();
  }

  @Test
  void keepsAnAnswerWhenReadingAnewFailsUntilItIsTooOld() {
    learn("a", OLD);
    now = 60;
    cache.get("a").join();
    answers.get(1).completeExceptionally(new IllegalStateException("no"));
    assertThat(cache.get("a").join()).isEqualTo(OLD);
    answers.get(2).completeExceptionally(new IllegalStateException("no"));
    now = 100;

    CompletableFuture<Map<String, String>> answer = cache.get("a");
    answers.get(3).completeExceptionally(new IllegalStateException("still no"));
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(answer::join)
        .withMessageEndingWith("still no");
  }

  private void learn(String namespace, Map<String, String> labels) {
    CompletableFuture<Map<String, String>> answer = cache.get(namespace);
    answers.get(answers.size() - 1).complete(labels);
    assertThat(answer.join()).isEqualTo(labels);
  }
}
