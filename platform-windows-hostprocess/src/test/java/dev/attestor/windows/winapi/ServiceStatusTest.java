package dev.attestor.windows.winapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.windows.winapi.ServiceStatus.State;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers of winsvc.h. */
class ServiceStatusTest {

  static Stream<Arguments> statuses() {
    return Stream.of(
        Arguments.of(
            "starts",
            new ServiceStatus(State.START_PENDING, 3, Duration.ofSeconds(30), 0),
            new int[] {0x10, 2, 0, 0, 0, 3, 30_000}),
        Arguments.of(
            "runs, and may be stopped and shut down",
            new ServiceStatus(State.RUNNING, 0, Duration.ZERO, 0),
            new int[] {0x10, 4, 1 | 4, 0, 0, 0, 0}),
        Arguments.of(
            "stops",
            new ServiceStatus(State.STOP_PENDING, 1, Duration.ofSeconds(20), 0),
            new int[] {0x10, 3, 0, 0, 0, 1, 20_000}),
        Arguments.of(
            "stopped",
            new ServiceStatus(State.STOPPED, 0, Duration.ZERO, 0),
            new int[] {0x10, 1, 0, 0, 0, 0, 0}),
        Arguments.of(
            "failed with a number of its own",
            new ServiceStatus(State.STOPPED, 0, Duration.ZERO, 2),
            new int[] {0x10, 1, 0, 1066, 2, 0, 0}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("statuses")
  void isTheStructureOfWindows(String name, ServiceStatus status, int[] expected) {
    assertThat(status.toNative()).containsExactly(expected);
  }
}
