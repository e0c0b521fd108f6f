package dev.attestor.linux.proc;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was opened for the {@value #MAX_KEPT} processes that were looked at last, because the same
 * ones ask again and again. It is closed once it is neither kept nor in use. Thread-safe.
 */
final class Kept<T> implements AutoCloseable {

  static final int MAX_KEPT = 64;

  private final Consumer<T> closing;

  // Guarded by this. The one that was not used for the longest time comes first.
  private final Map<Integer, Shared<T>> kept = new LinkedHashMap<>(16, 0.75f, true);
  private boolean closed;

  /** Keeps nothing yet. */
  Kept(Consumer<T> closing) {
    this.closing = closing;
  }

  /** What is kept for a number; null if nothing is. */
  synchronized @Nullable Use<T> find(int pid) {
    Shared<T> known = kept.get(pid);
    return known == null ? null : known.use();
  }

  /** Keeps a value instead of the one that was kept for that number. */
  synchronized Use<T> keep(int pid, T value) {
    Shared<T> added = new Shared<>(value, closing);
    Use<T> use = added.use();
    if (closed) {
      added.letGo();
      return use;
    }
    Shared<T> other = kept.put(pid, added);
    if (other != null) {
      other.letGo();
    }
    if (kept.size() > MAX_KEPT) {
      Iterator<Shared<T>> oldest = kept.values().iterator();
      oldest.next().letGo();
      oldest.remove();
    }
    return use;
  }

  /** Keeps nothing any more; from now on, a value is closed by its last user. */
  @Override
  public synchronized void close() {
    closed = true;
    kept.values().forEach(Shared::letGo);
    kept.clear();
  }

  /** A value with the number of its holders: one for being kept, one for each use. */
  private static final class Shared<T> {
    private final T value;
    private final Consumer<T> closing;
    private final AtomicInteger holders = new AtomicInteger(1);

    Shared(T value, Consumer<T> closing) {
      this.value = value;
      this.closing = closing;
    }

    /** Only while it is held. */
    Use<T> use() {
      holders.incrementAndGet();
      return new Use<>(this);
    }

    void letGo() {
      if (holders.decrementAndGet() == 0) {
        closing.accept(value);
      }
    }
  }

  /** What one caller holds. Closing it more than once does no harm. */
  static final class Use<T> implements AutoCloseable {
    private final Shared<T> shared;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Use(Shared<T> shared) {
      this.shared = shared;
    }

    T value() {
      return shared.value;
    }

    boolean isClosed() {
      return closed.get();
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        shared.letGo();
      }
    }
  }
}
