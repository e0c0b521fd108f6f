package dev.attestor.threads;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that do not keep the JVM alive, with names that a thread dump shows. */
public final class DaemonThreads {

  private DaemonThreads() {}

  /** Starts a thread. */
  public static Thread start(String name, Runnable task) {
    Thread thread = thread(name, task);
    thread.start();
    return thread;
  }

  /** Makes threads that all have the same name. */
  public static ThreadFactory named(String name) {
    return task -> thread(name, task);
  }

  /** Makes threads whose names end with their number: {@code name-1}, {@code name-2} and so on. */
  public static ThreadFactory numbered(String name) {
    AtomicInteger last = new AtomicInteger();
    return task -> thread(name + "-" + last.incrementAndGet(), task);
  }

  /**
   * A pool that keeps its threads for half a minute without work.
   *
   * @param count how many tasks run at once
   * @param maxWaiting how many more may wait; after that, tasks are rejected
   */
  public static ExecutorService pool(ThreadFactory threads, int count, int maxWaiting) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            count, count, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(maxWaiting), threads);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @SuppressForbidden(reason = "the only place that makes daemon threads")
  private static Thread thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
