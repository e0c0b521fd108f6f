package dev.attestor.windows.winapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.windows.RequiresWindows;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

@RequiresWindows
class TcpOwnersTest {

  @Test
  void findsAConnectionByBothItsEnds() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
      server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
      try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.INET)) {
        client.connect(server.getLocalAddress());
        InetSocketAddress end = (InetSocketAddress) client.getLocalAddress();
        InetSocketAddress other = (InetSocketAddress) client.getRemoteAddress();

        // Wine reports no owner for the sockets of Java; PluginTest checks this with other
        // programs.
        assertThat(TcpOwners.owner(end, other)).isPresent();
        assertThat(TcpOwners.owner(end, new InetSocketAddress(other.getAddress(), 1))).isEmpty();
      }
    }
  }
}
