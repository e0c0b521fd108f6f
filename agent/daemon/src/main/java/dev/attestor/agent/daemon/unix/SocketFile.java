package dev.attestor.agent.daemon.unix;

import dev.attestor.agent.daemon.config.SocketAccess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.IntSupplier;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of the listening socket. */
final class SocketFile {

  private static final Logger LOG = LoggerFactory.getLogger(SocketFile.class);

  private final Path path;
  private final SocketAccess access;

  private SocketFile(Path path, SocketAccess access) {
    this.path = path;
    this.access = access;
  }

  /**
   * Creates the folder, and removes a stale socket.
   *
   * @throws IOException if there is something else at that path, or another process listens there
   */
  static SocketFile prepare(Path path, SocketAccess access) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      removeLeftOver(path, () -> NativePosix.load().geteuid());
    }
    return new SocketFile(path, access);
  }

  /** Removes a stale socket. The supplier tells the account that the agent runs as. */
  static void removeLeftOver(Path path, IntSupplier self) throws IOException {
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new IOException("\"%s\" is there already and is no socket".formatted(path));
    }
    if (!Files.getPosixFilePermissions(path).contains(PosixFilePermission.OWNER_WRITE)) {
      // An agent that was killed before it opened its socket. Without a capability, not even its
      // owner could find out whether anybody listens.
      refuseThatOfOthers(path, self.getAsInt());
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }
    try (SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.connect(UnixDomainSocketAddress.of(path));
      throw new IOException("another process listens on \"%s\"".formatted(path));
    } catch (ConnectException e) {
      LOG.atDebug().addKeyValue("path", path).log("a stale socket is removed");
      Files.delete(path);
    }
  }

  /**
   * Others could replace their socket by a link, and a change of the mode follows links. In a
   * shared folder with the sticky bit, nobody else can replace the agent's own.
   */
  private static void refuseThatOfOthers(Path path, int self) throws IOException {
    Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (!(owner instanceof Integer uid) || uid != self) {
      throw new IOException(
          "the socket \"%s\" belongs to user %s, and the agent runs as user %s; remove the socket"
              .formatted(
                  path,
                  owner instanceof Integer uid ? Integer.toUnsignedString(uid) : owner,
                  Integer.toUnsignedString(self)));
    }
  }

  /**
   * The channel of the socket. If not everybody may connect, it is bound already, and nobody can
   * until {@link #opened}.
   */
  AFUNIXServerSocketChannel channel() throws IOException {
    return access.isRestricted() ? ClosedSocket.bind(path) : AFUNIXServerSocketChannel.open();
  }

  /** Lets those connect who may. */
  void opened() throws IOException {
    if (access.isRestricted()) {
      ClosedSocket.open(path, access);
    } else {
      Files.setPosixFilePermissions(path, access.mode());
    }
  }

  void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("path", path).setCause(e).log("the socket cannot be removed");
    }
  }
}
