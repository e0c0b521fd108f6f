package dev.attestor.spire.sdk;

import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process if a thread fails with an {@link Error}, or one of our own threads fails with
 * any exception: a process that continues without one of its threads looks alive but does nothing.
 * The supervisor sees the exit status and restarts the process. Exceptions that concern only one
 * call must be caught earlier.
 *
 * <p>This class does not handle an exhausted heap: the launchers let the JVM exit in this case with
 * status 3, regardless of the thread and of who catches the error.
 */
public final class LastResort implements Thread.UncaughtExceptionHandler {

  /** The exit status, {@code EX_SOFTWARE} of sysexits(3). */
  public static final int STATUS = 70;

  /** The names of threads that nobody replaces. */
  private static final Pattern OURS = Pattern.compile("attestor-|plugin-");

  private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);

  private LastResort() {}

  /** Installs this handler for all threads without their own. */
  public static void install() {
    Thread.setDefaultUncaughtExceptionHandler(new LastResort());
  }

  /** Only logs, for threads that are replaced, such as those of a pool. */
  static void log(Thread thread, Throwable thrown) {
    if (isOfTheProcess(thrown)) {
      end(thread, thrown);
    }
    LOG.atError()
        .addKeyValue("thread", thread.getName())
        .setCause(thrown)
        .log("A thread ended unexpectedly");
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    if (thrown instanceof Error || OURS.matcher(thread.getName()).lookingAt()) {
      end(thread, thrown);
    }
    // A thread of another library, which may handle its loss.
    log(thread, thrown);
  }

  private static void end(Thread thread, Throwable thrown) {
    try {
      LOG.atError()
          .addKeyValue("thread", thread.getName())
          .setCause(thrown)
          .log("A thread ended unexpectedly, and with it the process");
    } finally {
      // Without shutdown hooks, which may depend on what is broken.
      Runtime.getRuntime().halt(STATUS);
    }
  }

  /** Whether the JVM itself is broken; a stack overflow caused by one input does not count. */
  private static boolean isOfTheProcess(Throwable thrown) {
    return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
  }
}
