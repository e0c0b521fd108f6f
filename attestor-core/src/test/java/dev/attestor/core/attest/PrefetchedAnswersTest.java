package dev.attestor.core.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.spi.ContainerRuntime;
import dev.attestor.core.spi.RuntimeAnswer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PrefetchedAnswersTest {

  private static final ContainerId ID = new ContainerId("c");

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger questions = new AtomicInteger();
  private RuntimeAnswer answer = new RuntimeAnswer.Sandbox();
  private final PrefetchedAnswers answers =
      new PrefetchedAnswers(
          new ContainerRuntime() {
            @Override
            public CompletableFuture<RuntimeAnswer> ask(ContainerId id) {
              questions.incrementAndGet();
              return CompletableFuture.completedFuture(answer);
            }

            @Override
            public void close() {}
          },
          now::get);

  @Test
  void areKeptForTenSeconds() {
    answers.prefetch(ID);
    pass(Duration.ofMillis(9_999));
    assertThat(answers.of(ID)).contains(new PrefetchedAnswers.Kept(answer, 0));
    pass(Duration.ofMillis(1));
    assertThat(answers.of(ID)).isEmpty();
  }

  @Test
  void areAskedForOnce() {
    answers.prefetch(ID);
    answers.prefetch(ID);
    assertThat(questions).hasValue(1);
  }

  @Test
  void areNotKeptIfTheRuntimeKnowsNothing() {
    answer = new RuntimeAnswer.Nothing();
    answers.prefetch(ID);
    assertThat(answers.of(ID)).isEmpty();
    answers.prefetch(ID);
    assertThat(questions).hasValue(2);
  }

  @Test
  void areAskedForAtALimitedRate() {
    for (int second = 0; second < 10; second++) {
      for (int i = 0; i < 1_000; i++) {
        answers.prefetch(new ContainerId(second + "-" + i));
      }
      assertThat(questions).hasValue((second + 1) * PrefetchedAnswers.MAX_STARTED);
      pass(Duration.ofSeconds(1));
    }
  }

  @Test
  void areKeptInLimitedNumber() {
    for (int i = 0; i < 3 * PrefetchedAnswers.MAX_KEPT; i++) {
      answers.prefetch(new ContainerId("c-" + i));
      pass(Duration.ofMillis(20));
    }
    assertThat(answers.size()).isEqualTo(PrefetchedAnswers.MAX_KEPT);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
