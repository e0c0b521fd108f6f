package dev.attestor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ProcessPin;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NodeProcessesTest {

  private final NodeProcesses node = new NodeProcesses(new OddLocator());

  @Test
  void listsTheOthersIfOneProcessIsOdd() {
    node.lookAt(9, 7, Integer.MAX_VALUE + 1L, 8);

    assertThat(node.lines())
        .containsExactly(
            "7: in no container",
            "8: java.lang.IllegalStateException",
            "9: in no container",
            "2147483648: java.lang.ArithmeticException");
  }

  @Test
  void saysHowManyAreMissing() {
    node.lookAt(LongStream.rangeClosed(1, 10_003).toArray());

    assertThat(node.lines())
        .hasSize(10_001)
        .endsWith("10000: in no container", "3 more are not listed");
  }

  /** Fails for process 8 with a message that may hold a secret. */
  private static final class OddLocator implements ContainerLocator {

    @Override
    public ProcessPin pin(int pid) {
      return new ProcessPin() {
        @Override
        public boolean isRunning() {
          return true;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public Location locate(int pid, ProcessPin pin) {
      if (pid == 8) {
        throw new IllegalStateException("hunter2");
      }
      return new Location.Outside();
    }
  }
}
