package dev.attestor.agent.daemon.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.agent.daemon.config.SocketAccess;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {

  @TempDir private Path folder;

  /** Leaves a socket behind, like an agent that was killed before it opened it. */
  private Path closedSocket() throws IOException {
    Path path = folder.resolve("agent.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
    }
    return Files.setPosixFilePermissions(path, Set.of());
  }

  @Test
  void removesItsOwnSocketThatWasNeverOpened() throws Exception {
    Path path = closedSocket();

    SocketFile.prepare(path, SocketAccess.EVERYBODY);

    assertThat(path).doesNotExist();
  }

  @Test
  void leavesTheModeOfAnotherAccountsSocket() throws Exception {
    Path path = closedSocket();
    int owner = (Integer) Files.getAttribute(path, "unix:uid");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> SocketFile.removeLeftOver(path, () -> owner + 1))
        .withMessage(
            "the socket \"%s\" belongs to user %s, and the agent runs as user %s; remove the socket",
            path, owner, owner + 1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("---------");
  }

  @Test
  void namesWhatItTakesToGiveASocketToAGroup() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                ClosedSocket.open(
                    folder.resolve("gone"), new SocketAccess(Set.of(), Optional.of(7L))))
        .withMessageContaining("cannot be given to the group 7: ")
        .withMessageEndingWith(
            "needs to be a member of that group; a service has to be allowed the system call lchown, too");
  }
}
