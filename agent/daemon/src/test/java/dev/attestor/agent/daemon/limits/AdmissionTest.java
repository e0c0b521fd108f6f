package dev.attestor.agent.daemon.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AdmissionTest {

  private static final int PLENTY = 1_000_000;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong now = new AtomicLong();
  private final List<String> begun = new ArrayList<>();

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void servesNoMoreCallsOfACallerAtOnceThanItMayHave() {
    Admission admission = admission(PLENTY, 2, PLENTY, PLENTY);
    CallSlot first = enter(admission, "a", "a1");
    enter(admission, "a", "a2");
    enter(admission, "a", "a3");
    enter(admission, "b", "b1");

    assertThat(begun).containsExactly("a1", "a2", "b1");
    assertThat(admission.underWay()).isEqualTo(3);
    assertThat(admission.queued()).isEqualTo(1);
    admission.leave(first, CallEnd.ANSWERED);
    assertThat(begun).containsExactly("a1", "a2", "b1", "a3");
  }

  @Test
  void servesCallersInTurnHoweverManyCallsOneHasWaiting() {
    Admission admission = admission(1, PLENTY, PLENTY, PLENTY);
    List<CallSlot> tickets = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      tickets.add(enter(admission, "noisy", "noisy" + i));
    }
    CallSlot quiet = enter(admission, "quiet", "quiet1");
    enter(admission, "quiet", "quiet2");
    admission.leave(quiet, CallEnd.ANSWERED);
    admission.leave(tickets.get(0), CallEnd.ANSWERED);

    assertThat(begun).containsExactly("noisy0", "quiet1", "quiet2", "noisy1");
    admission.leave(tickets.get(1), CallEnd.ANSWERED);
    assertThat(begun).hasSize(5);
  }

  @Test
  void servesTheFirstCallOfACallerThoughOthersHaveAllPlaces() {
    Admission admission = admission(2, PLENTY, PLENTY, PLENTY);
    enter(admission, "slow", "slow1");
    enter(admission, "slow", "slow2");
    enter(admission, "slow", "slow3");
    CallSlot first = enter(admission, "probe", "probe1");
    enter(admission, "probe", "probe2");

    assertThat(begun).containsExactly("slow1", "slow2", "probe1");
    admission.leave(first, CallEnd.ANSWERED);
    assertThat(begun).containsExactly("slow1", "slow2", "probe1", "probe2");
    assertThat(admission.queued()).isEqualTo(1);
  }

  @Test
  void givesACallerItsFirstStreamThoughOthersHaveThemAll() {
    Admission admission = new Admission(new Limits(9, 2, 1, 1, 1, 1, 2, 2), timer, now::get);
    assertThat(admission.watchBegan("greedy")).isTrue();
    assertThat(admission.watchBegan("greedy")).isTrue();
    assertThat(admission.watchBegan("greedy")).isFalse();

    assertThat(admission.watchBegan("modest")).isTrue();
    assertThat(admission.watchBegan("modest")).isFalse();
  }

  @Test
  void refusesACallThatFindsTheQueueFull() {
    Admission admission = admission(PLENTY, 1, 2, PLENTY);
    enter(admission, "a", "a1");
    enter(admission, "a", "a2");
    enter(admission, "a", "a3");

    assertThat(admission.enter("a", ticket -> {})).isEmpty();
    assertThat(admission.enter("b", ticket -> {})).isPresent();
    assertThat(admission.refused()).isEqualTo(1);
  }

  @Test
  void forgetsACallThatWasGivenUpBeforeItsTurn() {
    Admission admission = admission(PLENTY, 1, PLENTY, PLENTY);
    CallSlot first = enter(admission, "a", "a1");
    CallSlot second = enter(admission, "a", "a2");
    enter(admission, "a", "a3");
    admission.leave(second, CallEnd.CALLERS_FAULT);
    admission.leave(second, CallEnd.CALLERS_FAULT);
    admission.leave(first, CallEnd.ANSWERED);

    assertThat(begun).containsExactly("a1", "a3");
    assertThat(admission.queued()).isZero();
    assertThat(admission.underWay()).isEqualTo(1);
  }

  @Test
  void makesACallerWaitThatAsksFasterThanItMay() {
    Admission admission = admission(PLENTY, PLENTY, PLENTY, 10);
    for (int i = 0; i < 20; i++) {
      CallSlot ticket = enter(admission, "fast", "fast" + i);
      admission.leave(ticket, CallEnd.ANSWERED);
      enter(admission, "slow", "slow");
    }

    assertThat(begun.stream().filter(call -> call.startsWith("fast"))).hasSize(10);
  }

  @Test
  void makesACallerWaitLongerAndLongerWhoseCallsFail() {
    CallerState caller = new CallerState("a", PLENTY, 0);
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      caller.began();
      caller.ended(CallEnd.CALLERS_FAULT, 0);
      delays.add(Duration.ofNanos(caller.delay(PLENTY, 0)).toMillis());
    }

    assertThat(delays)
        .containsExactly(
            0L, 0L, 0L, 20L, 40L, 80L, 160L, 320L, 640L, 1280L, 2560L, 5000L, 5000L, 5000L, 5000L);
    assertThat(caller.delay(PLENTY, Duration.ofSeconds(5).toNanos())).isZero();
    caller.began();
    caller.ended(CallEnd.FAILED, Duration.ofSeconds(6).toNanos());
    assertThat(caller.delay(PLENTY, Duration.ofSeconds(6).toNanos())).isZero();
    caller.began();
    caller.ended(CallEnd.ANSWERED, Duration.ofSeconds(6).toNanos());
    caller.began();
    caller.ended(CallEnd.CALLERS_FAULT, Duration.ofSeconds(6).toNanos());
    assertThat(caller.delay(PLENTY, Duration.ofSeconds(6).toNanos())).isZero();
  }

  @Test
  void servesADelayedCallWhenItsTimeHasCome() throws Exception {
    Admission admission =
        new Admission(
            new Limits(PLENTY, PLENTY, PLENTY, PLENTY, PLENTY, 100, PLENTY, PLENTY), timer);
    CountDownLatch served = new CountDownLatch(150);
    for (int i = 0; i < 150; i++) {
      admission.enter("a", ticket -> served.countDown());
    }

    assertThat(served.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void keepsTheStackFlatWhenCallsAreOverAtOnce() {
    Admission admission = admission(1, 1, PLENTY, PLENTY);
    AtomicInteger served = new AtomicInteger();
    CallSlot first = admission.enter("a", ticket -> {}).orElseThrow();
    for (int i = 0; i < 20_000; i++) {
      admission.enter(
          "a",
          ticket -> {
            served.incrementAndGet();
            admission.leave(ticket, CallEnd.ANSWERED);
          });
    }
    admission.leave(first, CallEnd.ANSWERED);

    assertThat(served).hasValue(20_000);
  }

  @Test
  void boundsConnectionsAndStreamsOfACaller() {
    Admission admission = new Admission(new Limits(9, 2, 1, 1, 1, 1, 3, 2), timer, now::get);

    ConnectionShare first = admission.connected("a").orElseThrow();
    assertThat(admission.connected("a")).isPresent();
    assertThat(admission.connected("a")).isEmpty();
    assertThat(admission.connected("b")).isPresent();
    admission.disconnected(first);
    admission.disconnected(first);
    assertThat(admission.connected("a")).isPresent();
    assertThat(admission.connected("a")).isEmpty();

    assertThat(List.of(admission.watchBegan("a"), admission.watchBegan("a"))).containsOnly(true);
    assertThat(admission.watchBegan("a")).isFalse();
    admission.watchEnded("a");
    assertThat(admission.watchBegan("a")).isTrue();
  }

  @Test
  void countsAnAnsweredCallAgainstItsCallerAloneUntilItIsDelivered() {
    Admission admission = admission(2, 2, PLENTY, PLENTY);
    CallSlot first = enter(admission, "deaf", "deaf1");
    CallSlot second = enter(admission, "deaf", "deaf2");
    enter(admission, "deaf", "deaf3");
    enter(admission, "other", "other");
    admission.answered(first);
    admission.answered(first);
    admission.answered(second);

    assertThat(begun).containsExactly("deaf1", "deaf2", "other");
    assertThat(admission.underWay()).isEqualTo(1);
    admission.leave(first, CallEnd.ANSWERED);
    assertThat(begun).containsExactly("deaf1", "deaf2", "other", "deaf3");
    assertThat(admission.underWay()).isEqualTo(2);
  }

  @Test
  void holdsKnownCallersToTheRateThatIsInForce() {
    Admission admission = admission(PLENTY, PLENTY, PLENTY, 10);
    admission.leave(enter(admission, "a", "a"), CallEnd.ANSWERED);
    admission.change(new Limits(PLENTY, PLENTY, PLENTY, PLENTY, PLENTY, 3, PLENTY, PLENTY));
    for (int i = 0; i < 20; i++) {
      admission.leave(enter(admission, "a", "a"), CallEnd.ANSWERED);
    }

    assertThat(begun).hasSize(4);
  }

  @Test
  void lendsNoMoreConnectionsToACallerThatMakesNothingOfThem() {
    Admission admission = admission(PLENTY, PLENTY, PLENTY, PLENTY);
    int vain = 0;
    int fruitful = 0;
    for (int i = 0; i < 100; i++) {
      Optional<ConnectionShare> place = admission.connected("vain");
      place.ifPresent(admission::disconnected);
      vain += place.isPresent() ? 1 : 0;
      ConnectionShare used = admission.connected("fruitful").orElseThrow();
      used.callBegan();
      used.callEnded(true);
      admission.disconnected(used);
      fruitful++;
    }

    assertThat(fruitful).isEqualTo(100);
    assertThat(vain).isEqualTo(20);
    assertThat(admission.connected("other")).isPresent();
    now.addAndGet(Duration.ofMillis(200).toNanos());
    assertThat(admission.connected("vain")).isPresent();
  }

  @Test
  void makesACallerWaitForConnectionsThatHadToBeHungUpOn() {
    Admission admission = admission(PLENTY, PLENTY, PLENTY, PLENTY);
    for (int i = 0; i < 2; i++) {
      ConnectionShare place = admission.connected("a").orElseThrow();
      place.close();
      admission.disconnected(place);
    }

    assertThat(admission.connected("a")).isEmpty();
    assertThat(admission.connected("b")).isPresent();
    now.addAndGet(Duration.ofMillis(20).toNanos());
    assertThat(admission.connected("a")).isPresent();
  }

  @Test
  void forgetsCallersThatAreGone() {
    Admission admission = admission(PLENTY, PLENTY, PLENTY, PLENTY);
    for (int i = 0; i < 50_000; i++) {
      admission.disconnected(admission.connected("c" + i).orElseThrow());
    }

    assertThat(admission.known()).isLessThanOrEqualTo(10_000);
  }

  private CallSlot enter(Admission admission, String caller, String call) {
    return admission.enter(caller, ticket -> begun.add(call)).orElseThrow();
  }

  private Admission admission(int calls, int callsPerCaller, int queue, int perSecond) {
    return new Admission(
        new Limits(PLENTY, PLENTY, calls, callsPerCaller, queue, perSecond, PLENTY, PLENTY),
        timer,
        now::get);
  }
}
