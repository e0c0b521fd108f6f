package dev.attestor.windows.winapi;

import java.time.Duration;

/**
 * The status that a service reports to the service manager; winsvc.h, {@code SERVICE_STATUS}.
 *
 * @param step the progress of a start or stop; if it does not change within {@code patience}, the
 *     manager considers the service hung
 * @param failure why it stopped, a service-specific code; 0 if nothing failed
 */
public record ServiceStatus(State state, int step, Duration patience, int failure) {

  /** The states of this kind of service, in order. */
  public enum State {
    /** It does not run yet. */
    START_PENDING(2),
    /** It runs. */
    RUNNING(4),
    /** It no longer runs. */
    STOP_PENDING(3),
    /** It has stopped. */
    STOPPED(1);

    private final int code;

    State(int code) {
      this.code = code;
    }
  }

  // winnt.h
  private static final int SERVICE_WIN32_OWN_PROCESS = 0x10;
  // winsvc.h
  private static final int SERVICE_ACCEPT_STOP = 0x1;
  private static final int SERVICE_ACCEPT_SHUTDOWN = 0x4;
  // winerror.h
  private static final int ERROR_SERVICE_SPECIFIC_ERROR = 1066;

  /** The seven {@code DWORD} of the structure. */
  int[] toNative() {
    int accepted = state == State.RUNNING ? SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN : 0;
    return new int[] {
      SERVICE_WIN32_OWN_PROCESS,
      state.code,
      accepted,
      failure == 0 ? 0 : ERROR_SERVICE_SPECIFIC_ERROR,
      failure,
      step,
      Math.toIntExact(patience.toMillis())
    };
  }
}
