package dev.attestor.windows.winapi;

import dev.attestor.win32.Win32;
import java.util.concurrent.atomic.AtomicLong;

/** A {@code HANDLE} of this process. */
final class NativeHandle implements WinHandle {

  private static final long CLOSED = 0;

  private final AtomicLong value;

  NativeHandle(long value) {
    this.value = new AtomicLong(value);
  }

  /**
   * The value of an open handle.
   *
   * @throws IllegalStateException if it is closed, because its value may belong to another object
   *     by now
   */
  static long valueOf(WinHandle handle) {
    long value = ((NativeHandle) handle).value.get();
    if (value == CLOSED) {
      throw new IllegalStateException("the handle is closed");
    }
    return value;
  }

  @Override
  public void close() {
    long open = value.getAndSet(CLOSED);
    if (open != CLOSED) {
      Win32.close(open);
    }
  }
}
