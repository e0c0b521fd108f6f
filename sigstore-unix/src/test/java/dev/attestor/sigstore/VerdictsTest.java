package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.ImageVerificationException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class VerdictsTest {

  private static final Duration TTL = Duration.ofHours(1);
  private static final ImageReport GOOD = new ImageReport(List.of(), false);

  private final List<String> verified = new ArrayList<>();
  private final List<Runnable> tasks = new ArrayList<>();
  private long now = 5;
  private Supplier<ImageReport> outcome = () -> GOOD;
  private final Verdicts verdicts =
      new Verdicts(
          2,
          TTL,
          () -> now,
          image ->
              new Verification(
                  () -> {
                    verified.add(image);
                    return outcome.get();
                  },
                  tasks::add,
                  tasks::add));

  @Test
  void verifiesAnImageOnceForAllWhoAskAtOnce() {
    CompletableFuture<ImageReport> first = verdicts.get("a");
    CompletableFuture<ImageReport> second = verdicts.get("a");
    assertThat(first).isNotDone();

    run();

    assertThat(first).isCompletedWithValue(GOOD);
    assertThat(second).isCompletedWithValue(GOOD);
    assertThat(verdicts.get("a")).isCompletedWithValue(GOOD);
    assertThat(verified).containsExactly("a");
  }

  @Test
  void hurriesAVerificationThatNobodyWaitedFor() {
    verdicts.expect("a");
    verdicts.expect("a");
    assertThat(tasks).hasSize(1);

    CompletableFuture<ImageReport> answer = verdicts.get("a");
    assertThat(tasks).as("one in each queue").hasSize(2);
    run();

    assertThat(answer).isCompletedWithValue(GOOD);
    assertThat(verified).containsExactly("a");
  }

  @Test
  void verifiesAnewWhenTheTimeIsOver() {
    settle("a");
    now += TTL.toNanos() + 1;

    assertThat(verdicts.get("a")).isNotDone();
    run();
    assertThat(verified).containsExactly("a", "a");
  }

  @Test
  void renewsPastHalfOfTheTimeWithoutMakingAnybodyWait() {
    settle("a");
    now += TTL.toNanos() / 2 + 1;

    assertThat(verdicts.get("a")).isCompletedWithValue(GOOD);
    run();
    assertThat(verified).containsExactly("a", "a");
    now += TTL.toNanos() / 2 - 1;
    assertThat(verdicts.get("a")).isCompletedWithValue(GOOD);
    assertThat(verified).as("counted from the renewal").containsExactly("a", "a");
  }

  @Test
  void outlivesARegistryThatIsAwayAtRenewalAndTriesAgain() {
    settle("a");
    now += TTL.toNanos() / 2 + 1;
    outcome = failing(Kind.UNAVAILABLE);
    assertThat(verdicts.get("a")).isCompletedWithValue(GOOD);
    run();

    assertThat(verdicts.get("a")).isCompletedWithValue(GOOD);
    assertThat(tasks).as("not at once").isEmpty();
    now += Duration.ofSeconds(6).toNanos();
    assertThat(verdicts.get("a")).isCompletedWithValue(GOOD);
    run();
    assertThat(verified).containsExactly("a", "a", "a");

    now += TTL.toNanos() / 2;
    assertThat(verdicts.get("a")).as("not for ever").isNotDone();
  }

  @Test
  void forgetsASignatureThatIsRefusedAtRenewal() {
    settle("a");
    now += TTL.toNanos() / 2 + 1;
    outcome = failing(Kind.REFUSED);
    assertThat(verdicts.get("a")).isCompletedWithValue(GOOD);
    run();

    assertThat(verdicts.get("a")).isCompletedExceptionally();
  }

  @Test
  void keepsAFailureForAMoment() {
    outcome = failing(Kind.REFUSED);
    settle("a");
    assertThat(verdicts.get("a")).isCompletedExceptionally();
    assertThat(verified).hasSize(1);

    now += Duration.ofSeconds(6).toNanos();
    outcome = () -> GOOD;
    CompletableFuture<ImageReport> again = verdicts.get("a");
    run();
    assertThat(again).isCompletedWithValue(GOOD);
  }

  @Test
  void dropsTheImageThatWasNotAskedForTheLongest() {
    settle("a");
    settle("b");
    assertThat(verdicts.get("a")).isDone();
    settle("c");

    assertThat(verdicts.get("a")).isDone();
    assertThat(verdicts.get("b")).isNotDone();
  }

  @Test
  void leavesNobodyWaitingForADefect() {
    outcome =
        () -> {
          throw new IllegalStateException("defect");
        };
    CompletableFuture<ImageReport> answer = verdicts.get("a");
    run();

    assertThatThrownBy(answer::join).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void endsEverythingWhenClosed() {
    CompletableFuture<ImageReport> answer = verdicts.get("a");
    verdicts.close();

    assertThatThrownBy(answer::join)
        .hasCause(new ImageVerificationException(Kind.CLOSED, "the attestor is being closed"));
    assertThat(verdicts.get("b")).isCompletedExceptionally();
  }

  private void settle(String image) {
    CompletableFuture<ImageReport> answer = verdicts.get(image);
    run();
    assertThat(answer).isDone();
  }

  private void run() {
    List<Runnable> now = List.copyOf(tasks);
    tasks.clear();
    now.forEach(Runnable::run);
  }

  private static Supplier<ImageReport> failing(Kind kind) {
    return () -> {
      throw new ImageVerificationException(kind, "no");
    };
  }
}
