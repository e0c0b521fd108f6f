package dev.attestor.local.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A port with pipes in memory. */
class PipePortTest {

  private static final int AT_ONCE = 64;

  private final FakePipeApi api = new FakePipeApi();
  private PipePort port;

  @BeforeEach
  void open() throws PipeException {
    port = new PipePort(api);
  }

  @AfterEach
  void close() throws PipeException {
    port.close();
  }

  @Test
  void knowsSinceWhenThingsAreNewHoweverBusyItIs() throws Exception {
    long later = tick();
    port.wake();

    port.run(0);

    assertThat(port.quietSince()).isGreaterThanOrEqualTo(later);
  }

  @Test
  void takesNothingForNewWhileMoreMayHaveBeenThere() throws Exception {
    long made = port.quietSince();
    long later = tick();
    for (int i = 0; i < AT_ONCE + 1; i++) {
      port.wake();
    }

    port.run(0);
    assertThat(port.quietSince()).isEqualTo(made);

    port.run(0);
    assertThat(port.quietSince()).isGreaterThanOrEqualTo(later);
  }

  /** A time later than the port's. */
  private long tick() throws InterruptedException {
    Thread.sleep(20);
    assertThat(api.now()).isGreaterThan(port.quietSince());
    return api.now();
  }
}
