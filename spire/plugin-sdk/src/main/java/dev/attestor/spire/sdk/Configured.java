package dev.attestor.spire.sdk;

import io.grpc.Status;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The state of a plugin after its first valid configuration. Thread-safe.
 *
 * @param <T> the state; immutable, so that a running call keeps the state that it started with
 */
public final class Configured<T> {

  private final AtomicReference<@Nullable T> state = new AtomicReference<>();

  /** Starts without a state. */
  public Configured() {}

  /**
   * Replaces the state; later calls use the new one.
   *
   * @param configured the new state
   */
  public void set(T configured) {
    state.set(configured);
  }

  /**
   * Returns the state.
   *
   * @return what was {@link #set} last
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
