package dev.attestor.windows.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.windows.winapi.ServiceStatus;
import dev.attestor.windows.winapi.ServiceStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a service reports to the service manager, and when. */
class WindowsServiceTest {

  private static final ServiceStatus STARTING = starting(1);
  private static final ServiceStatus RUNNING =
      new ServiceStatus(State.RUNNING, 0, Duration.ZERO, 0);
  private static final ServiceStatus STOPPING =
      new ServiceStatus(State.STOP_PENDING, 1, WindowsService.STOP_PATIENCE, 0);

  private final List<ServiceStatus> told = new ArrayList<>();
  private final List<Throwable> defects = new ArrayList<>();
  private List<ServiceStatus> toldAtTheEnd = List.of();

  private WindowsService.Life life(ServiceProgram program) {
    return new WindowsService.Life(program, defects::add, () -> toldAtTheEnd = List.copyOf(told));
  }

  @Test
  void startsServesAndStopsWhenAsked() {
    List<String> done = new ArrayList<>();
    WindowsService.Life[] life = new WindowsService.Life[1];
    life[0] =
        life(
            controls -> {
              controls.onStop(() -> done.add("stop"));
              controls.step();
              controls.ready();
              life[0].stop();
            });

    life[0].main(told::add);

    assertThat(told).containsExactly(STARTING, starting(2), RUNNING, STOPPING, stopped(0));
    assertThat(toldAtTheEnd).isEqualTo(told);
    assertThat(done).containsExactly("stop");
    assertThat(defects).isEmpty();
  }

  @Test
  void tellsWhyItDidNotStart() {
    life(controls -> {
          throw new ServiceFailedException(2, "bad", new IllegalStateException("worse"));
        })
        .main(told::add);

    assertThat(told).containsExactly(STARTING, stopped(2));
    assertThat(toldAtTheEnd).isEmpty();
    assertThat(defects).isEmpty();
  }

  @Test
  void tellsThatItStoppedAlsoAfterADefect() {
    IllegalStateException defect = new IllegalStateException("nobody thought of it");

    life(controls -> {
          controls.ready();
          throw defect;
        })
        .main(told::add);

    assertThat(told).containsExactly(STARTING, RUNNING, stopped(WindowsService.DEFECT));
    assertThat(toldAtTheEnd).isEqualTo(told);
    assertThat(defects).containsExactly(defect);
  }

  @Test
  void neverGoesBack() {
    WindowsService.Life[] life = new WindowsService.Life[1];
    life[0] =
        life(
            controls -> {
              life[0].stop();
              controls.ready();
              controls.step();
              life[0].stop();
            });

    life[0].main(told::add);

    assertThat(told).containsExactly(STARTING, STOPPING, stopped(0));
  }

  private static ServiceStatus starting(int step) {
    return new ServiceStatus(State.START_PENDING, step, WindowsService.START_PATIENCE, 0);
  }

  private static ServiceStatus stopped(int failure) {
    return new ServiceStatus(State.STOPPED, 0, Duration.ZERO, failure);
  }
}
