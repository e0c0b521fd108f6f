package dev.attestor.linux.proc;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import dev.attestor.core.spi.ProcessPin;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pins by pidfd (Linux 5.3). While a pidfd is open, it always refers to the same process. If the
 * kernel or its seccomp filter has no pidfd, pins by start time instead, and logs this once.
 */
public final class PidfdPins implements ProcessPins {

  private static final Logger LOG = LoggerFactory.getLogger(PidfdPins.class);

  // asm-generic/unistd.h: the same number on all architectures that Java supports.
  private static final long PIDFD_OPEN = 434;
  // poll.h
  private static final short POLLIN = 1;
  // asm-generic/errno-base.h
  private static final int EPERM = 1;
  private static final int ESRCH = 3;
  private static final int EINTR = 4;
  private static final int ENOSYS = 38;

  private final ProcessPins otherwise;
  private final AtomicBoolean unusable = new AtomicBoolean();

  /** Uses another way of pinning if pidfd is not available. */
  public PidfdPins(ProcessPins otherwise) {
    this.otherwise = otherwise;
  }

  @Override
  public Optional<ProcessPin> pin(int pid) {
    if (unusable.get()) {
      return otherwise.pin(pid);
    }
    try {
      return Optional.of(new Pin((int) LibC.syscall(PIDFD_OPEN, pid, 0)));
    } catch (LastErrorException e) {
      return switch (e.getErrorCode()) {
        case ESRCH -> Optional.empty();
        case ENOSYS, EPERM -> giveUp(pid, e);
        // EINVAL for the ID of a thread, EMFILE and the like: use the fallback only this time.
        default -> otherwise.pin(pid);
      };
    } catch (LinkageError e) {
      return giveUp(pid, e);
    }
  }

  private Optional<ProcessPin> giveUp(int pid, Throwable cause) {
    if (unusable.compareAndSet(false, true)) {
      LOG.info("pidfd is not available, processes are told apart by start time", cause);
    }
    return otherwise.pin(pid);
  }

  static final class Pin implements ProcessPin {
    private final int fd;

    // Guarded by this, so that no thread uses a descriptor that another one has closed.
    private boolean closed;

    /** Takes over a pidfd. */
    Pin(int fd) {
      this.fd = fd;
    }

    /** A pidfd becomes readable when its process ends; pidfd_open(2). */
    @Override
    public synchronized boolean isRunning() {
      if (closed) {
        return false;
      }
      // struct pollfd { int fd; short events; short revents; }
      byte[] pollfd = new byte[8];
      ByteBuffer.wrap(pollfd).order(ByteOrder.nativeOrder()).putInt(fd).putShort(POLLIN);
      while (true) {
        try {
          return LibC.poll(pollfd, 1, 0) == 0;
        } catch (LastErrorException e) {
          if (e.getErrorCode() != EINTR) {
            return false;
          }
        }
      }
    }

    @Override
    public synchronized void close() {
      if (closed) {
        return;
      }
      closed = true;
      try {
        LibC.close(fd);
      } catch (LastErrorException e) {
        LOG.debug("closing a pidfd failed", e);
      }
    }
  }

  /** Declares functions of unistd.h and poll.h for a 64-bit long. */
  private static final class LibC {
    static {
      if (Native.LONG_SIZE != 8) {
        throw new UnsatisfiedLinkError("expected a C library with a long of 64 bits");
      }
      Native.register(LibC.class, Platform.C_LIBRARY_NAME);
    }

    private LibC() {}

    static native long syscall(long number, long pid, long flags) throws LastErrorException;

    static native int poll(byte[] pollfds, long count, int timeoutMillis) throws LastErrorException;

    static native int close(int fd) throws LastErrorException;
  }
}
