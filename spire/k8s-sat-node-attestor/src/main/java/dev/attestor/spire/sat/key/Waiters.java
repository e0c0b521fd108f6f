package dev.attestor.spire.sat.key;

import java.util.concurrent.Semaphore;

/**
 * How many tokens may wait for keys: some of each cluster and some in all, because each holds a
 * thread. Thread-safe.
 */
public final class Waiters {

  /** For one cluster: 1,000 agents a second may wait half a second. */
  static final int OF_CLUSTER = 512;

  /** For all clusters. */
  static final int IN_ALL = 2_048;

  private final Semaphore own = new Semaphore(OF_CLUSTER);
  private final Semaphore all;

  private Waiters(Semaphore all) {
    this.all = all;
  }

  /** Those of all clusters together. */
  public static Semaphore all() {
    return new Semaphore(IN_ALL);
  }

  /** Those of one cluster. */
  public static Waiters of(Semaphore all) {
    return new Waiters(all);
  }

  /** A slot, which may be none. */
  Slot enter() {
    if (!own.tryAcquire()) {
      return new Slot(false);
    }
    if (!all.tryAcquire()) {
      own.release();
      return new Slot(false);
    }
    return new Slot(true);
  }

  /** A place that is left when it is closed. */
  final class Slot implements AutoCloseable {
    private final boolean free;

    private Slot(boolean free) {
      this.free = free;
    }

    boolean isFree() {
      return free;
    }

    @Override
    public void close() {
      if (free) {
        all.release();
        own.release();
      }
    }
  }
}
