package dev.attestor.linux.proc;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import dev.attestor.core.spi.ProcessPin;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The kernel's information about the process that connected to a Unix socket; socket(7), unix(7).
 */
public final class PeerSocket {

  // asm-generic/socket.h
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERGROUPS = 59;
  private static final int SO_PEERPIDFD = 77;
  // asm-generic/errno.h and errno-base.h
  private static final int ESRCH = 3;
  private static final int EINVAL = 22;
  private static final int ERANGE = 34;
  private static final int ENOPROTOOPT = 92;

  private static final int MAX_GROUPS = 65_536;

  private PeerSocket() {}

  /** Whether this kernel can return a pidfd of a peer. Linux can since 6.5. */
  public static boolean hasPidfd() {
    return Support.PIDFD;
  }

  /**
   * Pins the process that connected, even if its process ID has been reused since.
   *
   * @param socket the descriptor of the connection
   * @return empty if that process has ended
   */
  public static Optional<ProcessPin> pin(int socket) {
    int[] pidfd = new int[1];
    try {
      LibC.getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, pidfd, new int[] {Integer.BYTES});
    } catch (LastErrorException e) {
      // Kernels before 6.16 return EINVAL for a process that was reaped.
      if (e.getErrorCode() == ESRCH || e.getErrorCode() == EINVAL) {
        return Optional.empty();
      }
      throw e;
    }
    ProcessPin pin = new PidfdPins.Pin(pidfd[0]);
    if (pin.isRunning()) {
      return Optional.of(pin);
    }
    pin.close();
    return Optional.empty();
  }

  /** Pins the process that has this process ID now; empty if there is none. */
  public static Optional<ProcessPin> pinByNumber(int pid) {
    return new PidfdPins(new StartTimePins(new ProcFs(Path.of("/proc")))).pin(pid);
  }

  /** The supplementary groups of the peer; empty if the kernel does not report them. */
  public static Set<Long> groups(int socket) {
    for (int room = 64; room <= MAX_GROUPS; room *= 4) {
      int[] groups = new int[room];
      int[] length = {room * Integer.BYTES};
      try {
        LibC.getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups, length);
        Set<Long> all = new HashSet<>();
        Arrays.stream(groups, 0, length[0] / Integer.BYTES)
            .forEach(group -> all.add(Integer.toUnsignedLong(group)));
        return all;
      } catch (LastErrorException e) {
        if (e.getErrorCode() != ERANGE) {
          break;
        }
      }
    }
    return new HashSet<>();
  }

  private static final class Support {
    static final boolean PIDFD = isKnown();

    /**
     * An unconnected socket has no peer. The kernel reports this with another error than an unknown
     * option.
     */
    private static boolean isKnown() {
      // sys/socket.h: AF_UNIX, SOCK_STREAM
      int socket = LibC.socket(1, 1, 0);
      try {
        LibC.getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, new int[1], new int[] {Integer.BYTES});
        return true;
      } catch (LastErrorException e) {
        return e.getErrorCode() != ENOPROTOOPT;
      } finally {
        LibC.close(socket);
      }
    }
  }

  /** Declares functions of sys/socket.h and unistd.h. */
  private static final class LibC {
    static {
      Native.register(LibC.class, Platform.C_LIBRARY_NAME);
    }

    private LibC() {}

    static native int getsockopt(int socket, int level, int option, int[] value, int[] length)
        throws LastErrorException;

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int close(int fd) throws LastErrorException;
  }
}
