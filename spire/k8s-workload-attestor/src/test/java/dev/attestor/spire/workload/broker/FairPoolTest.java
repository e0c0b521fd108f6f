package dev.attestor.spire.workload.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FairPoolTest {

  @Test
  void leavesThreadsForOthersHoweverMuchOneAsks() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger running = new AtomicInteger();
    try (FairPool pool = new FairPool(System::nanoTime)) {
      List<CompletableFuture<Boolean>> greedy = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        greedy.add(pool.run("greedy", false, () -> hold(running, end)));
      }
      assertThat(pool.run("other", false, () -> "answer").get(30, TimeUnit.SECONDS))
          .isEqualTo("answer");
      assertThat(running.get()).isLessThanOrEqualTo(8);
      end.countDown();
      for (CompletableFuture<Boolean> each : greedy) {
        assertThat(each.get(30, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void leavesThreadsForTheNextCallerHoweverManyAskALot() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger running = new AtomicInteger();
    try (FairPool pool = new FairPool(System::nanoTime)) {
      for (int caller = 0; caller < 5; caller++) {
        for (int i = 0; i < 100; i++) {
          CompletableFuture<Boolean> unused =
              pool.run("greedy-" + caller, false, () -> hold(running, end));
        }
      }
      assertThat(pool.run("other", false, () -> "answer").get(10, TimeUnit.SECONDS))
          .isEqualTo("answer");
      end.countDown();
    }
  }

  @Test
  void letsCallsUnderWayGoFirst() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    List<String> order = new CopyOnWriteArrayList<>();
    try (FairPool pool = new FairPool(System::nanoTime)) {
      for (int i = 0; i < 8; i++) {
        CompletableFuture<Boolean> unused =
            pool.run("a", false, () -> hold(new AtomicInteger(), end));
      }
      List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        waiting.add(pool.run("a", false, () -> order.add("new")));
      }
      waiting.add(pool.run("a", true, () -> order.add("under way")));
      end.countDown();
      for (CompletableFuture<Boolean> each : waiting) {
        each.get(30, TimeUnit.SECONDS);
      }
      // Eight threads go on at once.
      assertThat(order.indexOf("under way")).isBetween(0, 7);
    }
  }

  @Test
  void failsWhatHasWaitedTooLong() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    AtomicLong clock = new AtomicLong();
    AtomicInteger ran = new AtomicInteger();
    try (FairPool pool = new FairPool(clock::get)) {
      for (int i = 0; i < 8; i++) {
        CompletableFuture<Boolean> unused =
            pool.run("a", false, () -> hold(new AtomicInteger(), end));
      }
      CompletableFuture<Integer> late = pool.run("a", false, ran::incrementAndGet);
      clock.set(FairPool.MAX_WAIT.toNanos() + 1);
      end.countDown();
      assertThatThrownBy(() -> late.get(30, TimeUnit.SECONDS))
          .hasMessageContaining("UNAVAILABLE: the call waited for more than 10 s");
      assertThat(ran.get()).isZero();
    }
  }

  @Test
  void skipsWhatNobodyWaitsForAnyMore() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger ran = new AtomicInteger();
    try (FairPool pool = new FairPool(System::nanoTime)) {
      for (int i = 0; i < 8; i++) {
        CompletableFuture<Boolean> unused =
            pool.run("a", false, () -> hold(new AtomicInteger(), end));
      }
      CompletableFuture<Integer> cancelled = pool.run("a", false, ran::incrementAndGet);
      cancelled.cancel(false);
      CompletableFuture<Boolean> last = pool.run("a", false, () -> true);
      end.countDown();
      assertThat(last.get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(ran.get()).isZero();
    }
  }

  private static boolean hold(AtomicInteger running, CountDownLatch end) {
    running.incrementAndGet();
    try {
      return end.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      running.decrementAndGet();
    }
  }
}
