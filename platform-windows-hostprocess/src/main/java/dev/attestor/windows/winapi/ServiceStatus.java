package dev.attestor.windows.winapi;

import java.time.Duration;

/**
 * What a service tells the service manager of itself; winsvc.h, {@code SERVICE_STATUS}.
 *
 * @param step counts what has been done of a start or an end; the manager takes a service for hung
 *     if it stays the same for longer than {@code patience}
 * @param failure why it stopped, a number of the service's own; 0 if nothing failed
 */
public record ServiceStatus(State state, int step, Duration patience, int failure) {

  /** The states that a service of this kind has, in their order. */
  public enum State {
    /** It does not serve yet. */
    START_PENDING(2),
    /** It serves. */
    RUNNING(4),
    /** It does not serve any more. */
    STOP_PENDING(3),
    /** It has ended. */
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
