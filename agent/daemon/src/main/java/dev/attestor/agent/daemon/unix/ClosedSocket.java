package dev.attestor.agent.daemon.unix;

import dev.attestor.agent.daemon.config.SocketAccess;
import dev.attestor.linux.proc.ListeningSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * Makes a socket whose file has the mode 0000 until {@link #open} gives it another one. So nobody
 * can connect earlier who may not connect later, whatever the umask of this process is.
 *
 * <p>junixsocket would make the file accessible to everybody as soon as it has bound it, so it gets
 * a socket that is bound.
 */
final class ClosedSocket {

  private static final int BACKLOG = 128;
  private static final int NOTHING = 0777;

  private ClosedSocket() {}

  /**
   * Makes it.
   *
   * @throws IOException if there is something at the path, or no socket can be made there
   */
  static AFUNIXServerSocketChannel bind(Path path) throws IOException {
    POSIX posix = NativePosix.load();
    int descriptor;
    // The umask is that of the whole process. Files that other threads make at this moment are
    // closed as well, but at the start of the agent there are none.
    int before = posix.umask(NOTHING);
    try {
      descriptor = ListeningSocket.bind(path, BACKLOG);
    } finally {
      posix.umask(before);
    }
    return FileDescriptorCast.unsafeUsing(descriptor).as(AFUNIXServerSocketChannel.class);
  }

  /**
   * Gives the file its group, and then its mode.
   *
   * @throws IOException if the agent may not give its file to that group
   */
  static void open(Path path, SocketAccess access) throws IOException {
    if (access.group().isPresent()) {
      change(path, access.group().get());
    }
    Files.setPosixFilePermissions(path, access.mode());
  }

  private static void change(Path path, long group) throws IOException {
    POSIX posix = NativePosix.load();
    posix.errno(0);
    if (posix.lchown(path.toString(), -1, (int) group) != 0) {
      throw new IOException(
          "the socket \"%s\" cannot be given to the group %s: %s; the agent runs as user %s and group %s, and needs to be a member of that group; a service has to be allowed the system call lchown, too"
              .formatted(
                  path,
                  group,
                  Errno.valueOf(posix.errno()).description(),
                  Integer.toUnsignedString(posix.geteuid()),
                  Integer.toUnsignedString(posix.getegid())));
    }
    Object now = Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS);
    if (!(now instanceof Integer gid) || gid != (int) group) {
      throw new IOException(
          "the socket \"%s\" has the group %s, expected %s".formatted(path, now, group));
    }
  }
}
