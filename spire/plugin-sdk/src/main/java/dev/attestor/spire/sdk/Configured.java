package dev.attestor.spire.sdk;

import io.grpc.Status;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The state that a plugin has from its first good configuration on. Safe for concurrent use.
 *
 * @param <T> what a configuration is made into; immutable, so that a call in flight keeps what it
 *     began with
 */
public final class Configured<T> {

  private final AtomicReference<@Nullable T> state = new AtomicReference<>();

  /** Not configured yet. */
  public Configured() {}

  /** Swaps the new state in; calls from now on see it. */
  public void set(T configured) {
    state.set(configured);
  }

  /**
   * The state.
   *
   * @throws io.grpc.StatusRuntimeException {@code FAILED_PRECONDITION}, "not configured", before
   *     the first {@link #set}
   */
  public T get() {
    T configured = state.get();
    if (configured == null) {
      throw Status.FAILED_PRECONDITION.withDescription("not configured").asRuntimeException();
    }
    return configured;
  }
}
