package dev.attestor.local.pipe;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * An asynchronous operation of Windows with its native memory: an {@code OVERLAPPED} and a buffer.
 * While the operation is pending, the memory belongs to Windows. Used only by the thread of its
 * port.
 */
final class Operation {

  /** Called when the operation has completed. */
  @FunctionalInterface
  interface Done {
    /** Gets the error code, 0 for success, and the number of transferred bytes. */
    void done(int error, int bytes);
  }

  private final Memory memory;
  private final int room;
  private final Done done;
  private boolean pending;
  private boolean freed;

  /**
   * Creates an operation that can be started repeatedly.
   *
   * @param room the size of the buffer in bytes
   */
  Operation(int room, Done done) {
    this.memory = new Memory(PipeApi.OVERLAPPED_BYTES + (long) room);
    this.room = room;
    this.done = done;
  }

  int room() {
    return room;
  }

  /** An {@code OVERLAPPED}, reset for the next start. */
  Pointer overlapped() {
    if (freed) {
      throw new IllegalStateException("the memory was given back");
    }
    memory.clear(PipeApi.OVERLAPPED_BYTES);
    return memory;
  }

  /** The buffer. */
  Pointer buffer() {
    return memory.share(PipeApi.OVERLAPPED_BYTES);
  }

  /** The address of the {@code OVERLAPPED}, which identifies the operation when it completes. */
  long address() {
    return Pointer.nativeValue(memory);
  }

  boolean isPending() {
    return pending;
  }

  void begun() {
    pending = true;
  }

  void notBegun() {
    pending = false;
  }

  /** Completes the operation. */
  void over(int error, int bytes) {
    pending = false;
    if (freed) {
      memory.close();
    }
    done.done(error, bytes);
  }

  Pointer outcome() {
    return memory;
  }

  /** Frees the memory as soon as Windows no longer uses it. */
  void free() {
    if (!freed) {
      freed = true;
      if (!pending) {
        memory.close();
      }
    }
  }
}
