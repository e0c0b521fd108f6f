package dev.attestor.spire.sdk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Accepts, on Linux, only the process that started this one: the socket at the other end must be
 * among its open files. If in doubt, it refuses.
 */
final class ParentPeerCheck implements PeerCheck {

  private final Path proc;
  private final long parent;

  /**
   * Creates the check.
   *
   * @param proc the mount point of procfs
   * @param parent the only accepted process
   */
  ParentPeerCheck(Path proc, long parent) {
    this.proc = proc;
    this.parent = parent;
  }

  /** The check for this system; empty if it is not Linux. */
  static Optional<PeerCheck> onLinux(long parent) {
    Path proc = Path.of("/proc");
    return Files.isReadable(proc.resolve("net/tcp"))
        ? Optional.of(new ParentPeerCheck(proc, parent))
        : Optional.empty();
  }

  @Override
  public boolean allows(InetSocketAddress remote, InetSocketAddress local) {
    try {
      OptionalLong inode = inode(remote, local);
      return inode.isPresent() && parentHas("socket:[" + inode.getAsLong() + "]");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private OptionalLong inode(InetSocketAddress remote, InetSocketAddress local) throws IOException {
    for (String table : List.of("tcp", "tcp6")) {
      Path file = proc.resolve("net").resolve(table);
      if (Files.exists(file)) {
        try (InputStream in = Files.newInputStream(file)) {
          OptionalLong inode = TcpTable.inode(in, remote, local);
          if (inode.isPresent()) {
            return inode;
          }
        }
      }
    }
    return OptionalLong.empty();
  }

  private boolean parentHas(String socket) throws IOException {
    Path files = proc.resolve(Long.toString(parent)).resolve("fd");
    try (DirectoryStream<Path> open = Files.newDirectoryStream(files)) {
      for (Path file : open) {
        if (target(file).equals(socket)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String target(Path file) throws IOException {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (NoSuchFileException e) {
      // The file was closed in the meantime.
      return "";
    }
  }
}
