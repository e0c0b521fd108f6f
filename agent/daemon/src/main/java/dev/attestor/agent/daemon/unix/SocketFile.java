package dev.attestor.agent.daemon.unix;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the listening socket. As with SPIRE's socket, everybody may connect: the kernel
 * identifies the callers, and their permissions depend on that.
 */
final class SocketFile {

  private static final Logger LOG = LoggerFactory.getLogger(SocketFile.class);

  private final Path path;

  private SocketFile(Path path) {
    this.path = path;
  }

  /**
   * Creates the folder, and removes a stale socket.
   *
   * @throws IOException if there is something else at that path, or another process listens there
   */
  static SocketFile prepare(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      removeLeftOver(path);
    }
    return new SocketFile(path);
  }

  private static void removeLeftOver(Path path) throws IOException {
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new IOException("\"%s\" is there already and is no socket".formatted(path));
    }
    try (SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.connect(UnixDomainSocketAddress.of(path));
      throw new IOException("another process listens on \"%s\"".formatted(path));
    } catch (ConnectException e) {
      LOG.atDebug().addKeyValue("path", path).log("a stale socket is removed");
      Files.delete(path);
    }
  }

  void opened() throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("path", path).setCause(e).log("the socket cannot be removed");
    }
  }
}
