package dev.attestor.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.spi.ProcessPin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which pins are kept, and for how long. */
class KeptPinsTest {

  private final List<OnePin> made = new ArrayList<>();
  private final KeptPins pins = new KeptPins(this::make);

  private static final class OnePin implements ProcessPin {
    private final AtomicInteger closed = new AtomicInteger();
    private volatile boolean running = true;

    @Override
    public boolean isRunning() {
      return running && closed.get() == 0;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private synchronized Optional<ProcessPin> make(int pid) {
    OnePin pin = new OnePin();
    made.add(pin);
    return Optional.of(pin);
  }

  @Test
  void usesAPinAgainWhileItsProcessRuns() {
    pin(7).close();
    pin(7).close();

    assertThat(made).hasSize(1);
    assertThat(made.get(0).closed).hasValue(0);
  }

  @Test
  void pinsAnewWhatHasTheNumberOfAProcessThatEnded() {
    ProcessPin before = pin(7);
    made.get(0).running = false;

    ProcessPin after = pin(7);

    assertThat(before.isRunning()).isFalse();
    assertThat(after.isRunning()).isTrue();
    before.close();
    assertThat(made.get(0).closed).hasValue(1);
  }

  @Test
  void closesAPinOnceItIsNeitherKeptNorUsed() {
    ProcessPin first = pin(1);
    for (int pid = 2; pid <= Kept.MAX_KEPT + 1; pid++) {
      pin(pid).close();
    }
    assertThat(first.isRunning()).isTrue();
    assertThat(made.get(0).closed).hasValue(0);

    first.close();
    first.close();

    assertThat(first.isRunning()).isFalse();
    assertThat(made.get(0).closed).hasValue(1);
    assertThat(made.subList(1, made.size())).allMatch(each -> each.closed.get() == 0);
  }

  @Test
  void keepsThoseThatWereUsedLast() {
    for (int pid = 1; pid <= Kept.MAX_KEPT; pid++) {
      pin(pid).close();
    }
    pin(1).close();
    pin(Kept.MAX_KEPT + 1).close();

    assertThat(made.get(0).closed).hasValue(0);
    assertThat(made.get(1).closed).hasValue(1);
  }

  @Test
  void keepsNothingOnceClosed() {
    ProcessPin used = pin(1);
    pin(2).close();
    pins.close();

    assertThat(made.get(1).closed).hasValue(1);
    assertThat(used.isRunning()).isTrue();
    used.close();
    assertThat(made.get(0).closed).hasValue(1);
    ProcessPin late = pin(3);
    late.close();
    assertThat(made.get(2).closed).hasValue(1);
  }

  @Test
  void closesEachPinOnceHoweverManyUseIt() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        all.add(threads.submit(this::useManyPins));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    pins.close();

    assertThat(made).hasSizeGreaterThan(Kept.MAX_KEPT).allMatch(each -> each.closed.get() == 1);
  }

  private void useManyPins() {
    for (int i = 0; i < 20_000; i++) {
      try (ProcessPin pin = pin(1 + i % (Kept.MAX_KEPT + 20))) {
        assertThat(pin.isRunning()).isTrue();
      }
    }
  }

  private ProcessPin pin(int pid) {
    return pins.pin(pid).orElseThrow();
  }
}
