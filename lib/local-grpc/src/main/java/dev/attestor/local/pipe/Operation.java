package dev.attestor.local.pipe;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * One thing that Windows does for us in its own time, in memory that is Windows' as long as it is
 * under way: an {@code OVERLAPPED}, and the bytes that are moved. Used by the thread of its port
 * alone.
 */
final class Operation {

  /** What is done when it is over. */
  @FunctionalInterface
  interface Done {
    /** Gets how it ended, 0 for success, and how many bytes were moved. */
    void done(int error, int bytes);
  }

  private final Memory memory;
  private final int room;
  private final Done done;
  private boolean pending;
  private boolean freed;

  /**
   * Makes one that can be begun again and again.
   *
   * @param room how many bytes it can move at once
   */
  Operation(int room, Done done) {
    this.memory = new Memory(PipeApi.OVERLAPPED_BYTES + (long) room);
    this.room = room;
    this.done = done;
  }

  int room() {
    return room;
  }

  /** An {@code OVERLAPPED} as it has to be before each beginning. */
  Pointer overlapped() {
    if (freed) {
      throw new IllegalStateException("the memory was given back");
    }
    memory.clear(PipeApi.OVERLAPPED_BYTES);
    return memory;
  }

  /** Where the bytes are. */
  Pointer buffer() {
    return memory.share(PipeApi.OVERLAPPED_BYTES);
  }

  /** By which it is known when it is over. */
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

  /** It is over. */
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

  /** Gives the memory back as soon as Windows does. */
  void free() {
    if (!freed) {
      freed = true;
      if (!pending) {
        memory.close();
      }
    }
  }
}
