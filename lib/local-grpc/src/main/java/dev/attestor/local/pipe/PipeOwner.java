package dev.attestor.local.pipe;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Whose a pipe is, as a client sees it before it says a word. */
public final class PipeOwner {

  private static final int TRIES = 100;
  private static final long PAUSE_MILLIS = 20;

  private PipeOwner() {}

  /**
   * Connects, asks who owns the pipe, and hangs up. Waits for up to 2 s while all of its ends are
   * taken.
   *
   * @return a SID, such as {@code S-1-5-18}; empty if there is no pipe of that name
   * @throws PipeException if it cannot be connected to, or its owner cannot be told
   * @throws UnsatisfiedLinkError if this is not a Windows of 64 bits
   */
  public static Optional<String> of(PipeAddress address) throws PipeException {
    return of(new JnaPipeApi(), address);
  }

  static Optional<String> of(PipeApi api, PipeAddress address) throws PipeException {
    for (int tries = 1; ; tries++) {
      try {
        return Optional.of(ask(api, address));
      } catch (PipeException e) {
        if (e.code() == PipeErrors.FILE_NOT_FOUND) {
          return Optional.empty();
        }
        if (e.code() != PipeErrors.PIPE_BUSY || tries == TRIES || !pause()) {
          throw e;
        }
      }
    }
  }

  private static String ask(PipeApi api, PipeAddress address) throws PipeException {
    long handle = api.open(address);
    try {
      return api.owner(handle);
    } finally {
      api.close(handle);
    }
  }

  /** Whether nobody wants this thread to stop. */
  private static boolean pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
