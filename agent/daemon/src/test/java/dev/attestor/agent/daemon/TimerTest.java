package dev.attestor.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TimerTest {

  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();
  private final BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();
  private final Timer timer = new Timer();

  @BeforeEach
  void listen() {
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
  }

  @AfterEach
  void stop() {
    timer.shutdownNow();
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @Test
  void anErrorOfTheJvmIsUncaught() throws Exception {
    Error error = new OutOfMemoryError("of the test");
    schedule(
        () -> {
          throw error;
        });

    assertThat(uncaught.take()).isSameAs(error);
    assertThat(goesOn()).isTrue();
  }

  @Test
  void forgetsATaskThatWasCancelled() {
    Future<?> task = timer.schedule(() -> {}, 1, TimeUnit.HOURS);
    assertThat(timer.getQueue()).hasSize(1);

    assertThat(task.cancel(false)).isTrue();
    assertThat(timer.getQueue()).isEmpty();
  }

  @Test
  void whatOneTaskThrowsConcernsNoOther() throws Exception {
    schedule(
        () -> {
          throw new IllegalStateException("a defect");
        });
    schedule(
        () -> {
          throw new StackOverflowError();
        });

    assertThat(goesOn()).isTrue();
    assertThat(uncaught).isEmpty();
  }

  private void schedule(Runnable task) {
    Future<?> unused = timer.schedule(task, 0, TimeUnit.NANOSECONDS);
  }

  private boolean goesOn() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    schedule(done::countDown);
    return done.await(10, TimeUnit.SECONDS);
  }
}
