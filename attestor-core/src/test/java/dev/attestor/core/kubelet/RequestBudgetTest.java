package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Simulates ten minutes of demand with a fake clock. */
class RequestBudgetTest {

  private static final long MILLI = Duration.ofMillis(1).toNanos();
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final long END = 10 * MINUTE;
  private static final Duration USUAL = Duration.ofMillis(500);

  static Stream<Arguments> demands() {
    List<Arguments> rows = new ArrayList<>();
    for (Duration interval :
        List.of(
            Duration.ofMillis(10),
            USUAL,
            Duration.ofMillis(700),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2))) {
      rows.add(Arguments.of("greedy", interval, (LongUnaryOperator) now -> now));
      rows.add(Arguments.of("growing pauses", interval, pauses(interval)));
      rows.add(Arguments.of("bursts of 20 every 7 s", interval, bursts(20, 7_000)));
      rows.add(Arguments.of("bursts of 6 every 3 s", interval, bursts(6, 3_000)));
      rows.add(Arguments.of("a burst a minute", interval, bursts(200, 60_000)));
      rows.add(Arguments.of("steady", interval, (LongUnaryOperator) now -> now + 400 * MILLI));
      rows.add(Arguments.of("random", interval, random(interval)));
    }
    return rows.stream();
  }

  @ParameterizedTest(name = "{0}, interval {1}")
  @MethodSource("demands")
  void keepsItsPromisesWhateverTheDemand(String name, Duration interval, LongUnaryOperator next) {
    List<Long> sent = play(interval, next);
    long window = Math.max(MINUTE, interval.toNanos());
    int perWindow = (int) (window / interval.toNanos());

    assertThat(closest(sent)).as("spacing").isGreaterThanOrEqualTo(10 * MILLI);
    assertThat(most(sent, window)).as("in a minute").isLessThanOrEqualTo(perWindow);
    assertThat(most(sent, interval.toNanos())).as("in a burst").isLessThanOrEqualTo(6);
  }

  @ParameterizedTest(name = "{0} ms")
  @CsvSource({"500", "501", "700", "1000", "30000"})
  void neverDelaysSteadyDemandAtTheInterval(long millis) {
    RequestBudget budget = new RequestBudget(USUAL);
    for (long now = 5; now < END; now += millis * MILLI) {
      assertThat(budget.delay(now)).as("at %s ns", now).isZero();
      budget.spend(now);
    }
  }

  @ParameterizedTest(name = "interval {0}: at least {1} in 10 minutes, pauses of {2} ms at most")
  @CsvSource({"PT0.5S, 1140, 600", "PT2S, 240, 2700", "PT30S, 20, 30000", "PT2M, 5, 120000"})
  void givesGreedyDemandASteadyPace(Duration interval, int least, long longestMillis) {
    List<Long> sent = play(interval, now -> now);

    assertThat(sent).hasSizeGreaterThanOrEqualTo(least);
    assertThat(longest(sent)).isLessThanOrEqualTo(longestMillis * MILLI);
  }

  @Test
  void startsWithABurstOfSixTenMillisecondsApart() {
    assertThat(play(USUAL, now -> now).subList(0, 6))
        .containsExactly(0L, 10 * MILLI, 20 * MILLI, 30 * MILLI, 40 * MILLI, 50 * MILLI);
  }

  @Test
  void allowsTheBurstAgainAfterAQuietTime() {
    RequestBudget budget = new RequestBudget(USUAL);
    for (long start : new long[] {0, 10_000 * MILLI, 20_000 * MILLI, 3 * MINUTE}) {
      for (int i = 0; i < 6; i++) {
        assertThat(budget.delay(start + 10 * MILLI * i)).isZero();
        budget.spend(start + 10 * MILLI * i);
      }
      assertThat(budget.delay(start + 60 * MILLI)).isGreaterThan(300 * MILLI);
    }
  }

  @Test
  void keepsOnlyTheSpacingOfRequestsThatAreRefunded() {
    RequestBudget budget = new RequestBudget(USUAL);
    for (long now = 0; now < MINUTE; now += 10 * MILLI) {
      assertThat(budget.spacing(now)).isZero();
      budget.spend(now);
      assertThat(budget.spacing(now)).isEqualTo(10 * MILLI);
      budget.refund();
    }
    for (int i = 0; i < 6; i++) {
      assertThat(budget.delay(MINUTE + 10 * MILLI * i)).isZero();
      budget.spend(MINUTE + 10 * MILLI * i);
    }
    assertThat(budget.delay(MINUTE + 60 * MILLI)).isGreaterThan(300 * MILLI);
  }

  @Test
  void gainsNothingFromARefund() {
    RequestBudget budget = new RequestBudget(USUAL);
    for (int i = 0; i < 6; i++) {
      budget.spend(10 * MILLI * i);
    }
    long delay = budget.delay(60 * MILLI);
    budget.spend(60 * MILLI);
    budget.refund();

    assertThat(budget.delay(60 * MILLI)).isEqualTo(delay);
  }

  @Test
  void takesAClockThatWrapsAround() {
    RequestBudget budget = new RequestBudget(USUAL);
    long start = Long.MAX_VALUE - 20 * MILLI;
    for (int i = 0; i < 6; i++) {
      assertThat(budget.delay(start + 10 * MILLI * i)).isZero();
      budget.spend(start + 10 * MILLI * i);
    }
    assertThat(budget.delay(start + 60 * MILLI)).isBetween(300 * MILLI, 600 * MILLI);
  }

  /** The times of requests, if each is wanted at a time that depends on the previous one. */
  private static List<Long> play(Duration interval, LongUnaryOperator next) {
    RequestBudget budget = new RequestBudget(interval);
    List<Long> sent = new ArrayList<>();
    for (long now = 0; now < END; now = Math.max(now, next.applyAsLong(now))) {
      long delay = budget.delay(now);
      for (int tries = 0; delay > 0; tries++) {
        assertThat(tries).as("waits for one request").isLessThan(10);
        now += delay;
        delay = budget.delay(now);
      }
      budget.spend(now);
      sent.add(now);
    }
    return sent;
  }

  private static LongUnaryOperator pauses(Duration interval) {
    long[] pause = {10 * MILLI};
    return now -> {
      long due = now + pause[0];
      pause[0] = pause[0] >= interval.toNanos() ? 10 * MILLI : pause[0] * 2;
      return due;
    };
  }

  private static LongUnaryOperator bursts(int size, long periodMillis) {
    int[] count = {0};
    return now -> {
      count[0]++;
      long period = periodMillis * MILLI;
      return count[0] % size == 0 ? (now / period + 1) * period : now;
    };
  }

  private static LongUnaryOperator random(Duration interval) {
    Random random = new Random(3);
    return now -> now + (long) (random.nextDouble() * random.nextInt(3) * interval.toNanos());
  }

  private static List<Long> gaps(List<Long> sent) {
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < sent.size(); i++) {
      gaps.add(sent.get(i) - sent.get(i - 1));
    }
    return gaps;
  }

  private static long closest(List<Long> sent) {
    return Collections.min(gaps(sent));
  }

  private static long longest(List<Long> sent) {
    return Collections.max(gaps(sent));
  }

  /** The maximum number of requests in any half-open window of a length. */
  private static int most(List<Long> sent, long window) {
    int most = 0;
    int first = 0;
    for (int last = 0; last < sent.size(); last++) {
      while (sent.get(last) - sent.get(first) >= window) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }
}
