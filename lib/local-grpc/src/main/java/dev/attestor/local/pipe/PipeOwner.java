package dev.attestor.local.pipe;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Finds the owner of a pipe before a client sends anything. */
public final class PipeOwner {

  /** SYSTEM and the administrators of the machine. Any program may create a pipe of a free name. */
  public static final Set<String> TRUSTED = Set.of("S-1-5-18", "S-1-5-32-544");

  private static final int TRIES = 100;
  private static final long PAUSE_MILLIS = 20;

  private PipeOwner() {}

  /**
   * Connects, reads the owner of the pipe, and disconnects. Waits for up to 2 s while all instances
   * are in use.
   *
   * @return a SID, such as {@code S-1-5-18}; empty if there is no pipe with that name
   * @throws PipeException if connecting or reading the owner fails
   * @throws UnsatisfiedLinkError if this is not a 64-bit Windows
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

  /** Waits a moment. Returns false if the thread is interrupted. */
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
