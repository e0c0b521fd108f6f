package dev.attestor.windows.service;

import dev.attestor.windows.winapi.ServiceConnection;
import dev.attestor.windows.winapi.ServiceStatus;
import dev.attestor.windows.winapi.ServiceStatus.State;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Runs a program as a service. Reports its states to the service manager in order, and always
 * reports in the end that it has stopped.
 */
public final class WindowsService {

  /** The exit code if the program throws an undeclared exception. */
  public static final int DEFECT = 99;

  /** How long a step of the start may take before the manager considers the service hung. */
  static final Duration START_PATIENCE = Duration.ofSeconds(30);

  /** How long the shutdown may take: longer than a server waits for its last calls. */
  static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

  private WindowsService() {}

  /**
   * Runs the only service of this process.
   *
   * @param defects receives undeclared exceptions
   * @param end ends this process. It runs as soon as the manager knows that the service has
   *     stopped: a waiting installer expects that no files are in use
   * @throws dev.attestor.windows.winapi.WinApiException if the service manager did not start this
   *     process
   */
  public static void run(
      String name, ServiceProgram program, Consumer<Throwable> defects, Runnable end) {
    ServiceConnection.serve(name, new Life(program, defects, end));
  }

  /** The life of the service, from start to end. */
  static final class Life implements ServiceConnection.Service, ServiceControls {

    private final ServiceProgram program;
    private final Consumer<Throwable> defects;
    private final Runnable end;

    // The fields below are guarded by this.
    private Consumer<ServiceStatus> report = status -> {};
    private State state = State.START_PENDING;
    private int step;
    private Runnable onStop = () -> {};

    Life(ServiceProgram program, Consumer<Throwable> defects, Runnable end) {
      this.program = program;
      this.defects = defects;
      this.end = end;
    }

    @Override
    public void main(Consumer<ServiceStatus> manager) {
      synchronized (this) {
        report = manager;
      }
      int failure = DEFECT;
      try {
        step();
        program.run(this);
        failure = 0;
      } catch (ServiceFailedException e) {
        failure = e.code();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        defects.accept(e);
      } catch (RuntimeException | Error e) {
        defects.accept(e);
      } finally {
        boolean served = served();
        enter(State.STOPPED, Duration.ZERO, failure);
        if (served) {
          end.run();
        }
      }
    }

    @Override
    public void stop() {
      enter(State.STOP_PENDING, STOP_PATIENCE, 0);
      task().run();
    }

    private synchronized boolean served() {
      return state.compareTo(State.RUNNING) >= 0;
    }

    private synchronized Runnable task() {
      return onStop;
    }

    @Override
    public synchronized void onStop(Runnable task) {
      onStop = task;
    }

    @Override
    public synchronized void step() {
      if (state == State.START_PENDING) {
        step++;
        report.accept(new ServiceStatus(state, step, START_PATIENCE, 0));
      }
    }

    @Override
    public void ready() {
      enter(State.RUNNING, Duration.ZERO, 0);
    }

    private synchronized void enter(State next, Duration patience, int failure) {
      if (next.compareTo(state) > 0) {
        state = next;
        int count = patience.isZero() ? 0 : 1;
        report.accept(new ServiceStatus(next, count, patience, failure));
      }
    }
  }
}
