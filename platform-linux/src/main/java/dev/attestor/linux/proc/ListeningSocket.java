package dev.attestor.linux.proc;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Makes Unix sockets that listen; unix(7). */
public final class ListeningSocket {

  // sys/socket.h
  private static final short AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_CLOEXEC = 0x80000;
  // sockaddr_un of sys/un.h
  private static final int PATH = 2;
  private static final int MAX_PATH = 108;

  private ListeningSocket() {}

  /**
   * Makes a socket with a file at a path. The file has the mode that the umask of this process
   * leaves of 0777, and nothing changes it.
   *
   * @return the descriptor; the caller closes it
   * @throws IOException if there is something at the path, or it is too long, or the folder may not
   *     be written
   */
  public static int bind(Path path, int backlog) throws IOException {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    if (name.length >= MAX_PATH) {
      throw new IOException(
          "\"%s\" is too long for the path of a socket: %s bytes, expected at most %s"
              .formatted(path, name.length, MAX_PATH - 1));
    }
    int socket = LibC.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    try (Memory address = new Memory(PATH + MAX_PATH)) {
      address.clear();
      address.setShort(0, AF_UNIX);
      address.write(PATH, name, 0, name.length);
      LibC.bind(socket, address, PATH + name.length + 1);
      LibC.listen(socket, backlog);
      return socket;
    } catch (LastErrorException e) {
      LibC.close(socket);
      throw new IOException(
          "the socket \"%s\" cannot be made: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** Declares functions of sys/socket.h and unistd.h. */
  private static final class LibC {
    static {
      Native.register(LibC.class, Platform.C_LIBRARY_NAME);
    }

    private LibC() {}

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int bind(int socket, Memory address, int length) throws LastErrorException;

    static native int listen(int socket, int backlog) throws LastErrorException;

    static native int close(int fd) throws LastErrorException;
  }
}
