package dev.attestor.agent.daemon.account;

import dev.attestor.threads.DaemonThreads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of this system. Whoever reads a configuration waits for them, but not longer than a
 * limit. Whoever shows an account never waits, and gets its name if it is known by now.
 *
 * <p>The directory is opened when it is first needed. One thread asks it, however many wait.
 * Thread-safe.
 */
public final class Accounts {

  /** How long all names of a configuration may take together. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private static final int MAX_WAITING = 64;

  private final Supplier<AccountDirectory> open;
  private final Duration limit;
  private final KnownNames names;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          30,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          DaemonThreads.named("attestor-accounts"));

  // Guarded by this.
  private @Nullable AccountDirectory directory;

  /**
   * Asks the directory that the supplier opens.
   *
   * @param open may throw an exception or a linkage error; the next who asks tries again
   */
  public Accounts(Supplier<AccountDirectory> open) {
    this(open, LIMIT);
  }

  Accounts(Supplier<AccountDirectory> open, Duration limit) {
    this.open = open;
    this.limit = limit;
    this.names = new KnownNames(System::nanoTime);
    thread.allowCoreThreadTimeOut(true);
  }

  /** Finds the accounts of one configuration. The limit is for all of them together. */
  public AccountLookup lookup() {
    return new LimitedLookup();
  }

  /** A text that is that of an account, with the account's name if it is known; else the text. */
  public String named(String text) {
    return AccountId.parse(text).map(this::named).orElse(text);
  }

  /** An account, with its name if it is known by now. */
  public String named(AccountId account) {
    return name(account)
        .map(name -> "%s (%s)".formatted(account, name))
        .orElseGet(account::toString);
  }

  /** The name of an account if it is known by now. Never waits. */
  public Optional<String> name(AccountId account) {
    if (names.isDue(account)) {
      try {
        thread.execute(new Learning(account));
      } catch (RejectedExecutionException e) {
        names.forget(account);
      }
    }
    return names.get(account);
  }

  /** The name of an account; empty if it has none, or if the system does not tell in time. */
  public Optional<String> nameInTime(AccountId account) {
    try {
      return inTime(() -> directory().name(account), limit.toNanos());
    } catch (AccountLookupException e) {
      return Optional.empty();
    }
  }

  /** Names to show can wait. Those are forgotten, so that they are asked for again. */
  private static boolean gaveWay(Runnable waiting) {
    if (waiting instanceof Learning learning) {
      learning.giveUp();
      return true;
    }
    return false;
  }

  private <T> Optional<T> inTime(Callable<Optional<T>> question, long nanos)
      throws AccountLookupException {
    try {
      Future<Optional<T>> answer = thread.submit(question);
      try {
        return answer.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      } finally {
        answer.cancel(false);
      }
    } catch (TimeoutException | RejectedExecutionException e) {
      throw new AccountLookupException(
          "the system did not tell within %s ms".formatted(limit.toMillis()));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof AccountLookupException failure
          ? failure
          : new AccountLookupException("the system cannot be asked: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AccountLookupException("this was interrupted");
    }
  }

  private synchronized AccountDirectory directory() {
    AccountDirectory known = directory;
    if (known == null) {
      known = open.get();
      directory = known;
    }
    return known;
  }

  /** Asks for a name to show. */
  private final class Learning implements Runnable {

    private final AccountId account;

    Learning(AccountId account) {
      this.account = account;
    }

    @Override
    public void run() {
      try {
        names.put(account, directory().name(account));
      } catch (AccountLookupException | RuntimeException | LinkageError e) {
        // The number alone is shown, and nobody is told more often than the names expire.
        names.put(account, Optional.empty());
      }
    }

    void giveUp() {
      names.forget(account);
    }
  }

  private final class LimitedLookup implements AccountLookup {

    private @Nullable Long deadline;

    @Override
    public Optional<AccountId> find(Kind kind, String name) throws AccountLookupException {
      AccountDirectory opened = opened();
      if (deadline == null) {
        deadline = System.nanoTime() + limit.toNanos();
        thread.purge();
        thread.getQueue().removeIf(Accounts::gaveWay);
      }
      return inTime(() -> opened.find(kind, name), deadline - System.nanoTime());
    }

    private AccountDirectory opened() throws AccountLookupException {
      try {
        return directory();
      } catch (RuntimeException | LinkageError e) {
        throw new AccountLookupException("the system cannot be asked: " + e);
      }
    }
  }
}
