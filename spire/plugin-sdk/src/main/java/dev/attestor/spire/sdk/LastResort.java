package dev.attestor.spire.sdk;

import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a thread of it has ended by an error, or one of ours by whatever it threw:
 * a process that runs on without one of its threads looks alive and does nothing. Whoever started
 * it sees the status, and starts it again. What concerns one call alone must be caught before it
 * gets here.
 *
 * <p>Heap that is used up is not left to this: the launchers have the JVM end itself then, with
 * status 3, whichever thread it was and whoever caught the error.
 */
public final class LastResort implements Thread.UncaughtExceptionHandler {

  /** The exit status, {@code EX_SOFTWARE} of sysexits(3). */
  public static final int STATUS = 70;

  /** The threads that nobody replaces. */
  private static final Pattern OURS = Pattern.compile("attestor-|plugin-");

  private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);

  private LastResort() {}

  /** For all threads of this process that have no handler of their own. */
  public static void install() {
    Thread.setDefaultUncaughtExceptionHandler(new LastResort());
  }

  /** Logs, for a thread that is replaced, such as one of a pool. */
  static void log(Thread thread, Throwable thrown) {
    if (isOfTheProcess(thrown)) {
      end(thread, thrown);
    }
    LOG.atError()
        .addKeyValue("thread", thread.getName())
        .setCause(thrown)
        .log("A thread ended unexpectedly");
  }

  /** A thread that nobody closes has ended, whatever it was that it threw. */
  static void lost(String name) {
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    if (handler != null) {
      handler.uncaughtException(
          Thread.currentThread(),
          new AssertionError("the event loop \"%s\" has ended".formatted(name)));
    }
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    if (thrown instanceof Error || OURS.matcher(thread.getName()).lookingAt()) {
      end(thread, thrown);
    }
    // Somebody else's, which may well know how to do without it.
    log(thread, thrown);
  }

  private static void end(Thread thread, Throwable thrown) {
    try {
      LOG.atError()
          .addKeyValue("thread", thread.getName())
          .setCause(thrown)
          .log("A thread ended unexpectedly, and with it the process");
    } finally {
      // No hooks: they may need what is broken.
      Runtime.getRuntime().halt(STATUS);
    }
  }

  /** Whether the JVM itself is in trouble; a stack that one input overflowed is not. */
  private static boolean isOfTheProcess(Throwable thrown) {
    return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
  }
}
