package dev.attestor.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DaemonThreadsTest {

  @Test
  void startsADaemonThread() throws Exception {
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    Thread thread = DaemonThreads.start("some-name", () -> ran.complete(Thread.currentThread()));
    assertThat(ran.get(10, TimeUnit.SECONDS)).isSameAs(thread);
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).isEqualTo("some-name");
  }

  @Test
  void threadsOfAFactoryAreDaemonsWithOneName() {
    ThreadFactory threads = DaemonThreads.named("pool");
    assertThat(threads.newThread(() -> {}).isDaemon()).isTrue();
    assertThat(threads.newThread(() -> {}).getName()).isEqualTo("pool");
  }

  @Test
  void eachFactoryNumbersItsThreads() {
    ThreadFactory threads = DaemonThreads.numbered("pool");
    assertThat(threads.newThread(() -> {}).getName()).isEqualTo("pool-1");
    assertThat(threads.newThread(() -> {}).getName()).isEqualTo("pool-2");
    assertThat(DaemonThreads.numbered("pool").newThread(() -> {}).getName()).isEqualTo("pool-1");
  }

  @Test
  void aPoolRejectsTasksBeyondItsQueue() throws Exception {
    ExecutorService pool = DaemonThreads.pool(DaemonThreads.named("pool"), 1, 1);
    CountDownLatch done = new CountDownLatch(1);
    try {
      pool.execute(() -> await(done));
      Future<?> waiting = pool.submit(() -> {});
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> pool.execute(() -> {}));
      done.countDown();
      waiting.get(10, TimeUnit.SECONDS);
    } finally {
      pool.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
