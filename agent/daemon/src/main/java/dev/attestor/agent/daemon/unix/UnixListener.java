package dev.attestor.agent.daemon.unix;

import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.listen.Listener;
import dev.attestor.local.LocalTransport;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXSelectorProvider;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * A Unix socket that tells who connects. Connections are read and written by one thread, on which
 * calls are served too: nothing in them blocks.
 */
public final class UnixListener implements Listener {

  private static final int READ_BYTES = 1024;

  private final Path path;
  private final SocketFile file;
  private final ConnectionAdmission doorkeeper;
  private final UnixPeers peers;
  private final LocalTransport transport;

  /**
   * Prepares a socket; nobody can connect yet.
   *
   * @param byNumber whether peers may be told by their number alone where the kernel has no pidfd
   *     of them
   * @throws IOException if the socket's folder cannot be made, or somebody listens there already
   */
  public UnixListener(Path path, ConnectionAdmission doorkeeper, boolean byNumber)
      throws IOException {
    this.path = path;
    this.file = SocketFile.prepare(path);
    this.doorkeeper = doorkeeper;
    this.peers = new UnixPeers(byNumber);
    this.transport =
        LocalTransport.of(
            "attestor-socket", NioIoHandler.newFactory(AFUNIXSelectorProvider.getInstance()));
  }

  @Override
  public String address() {
    return path.toString();
  }

  @Override
  public NettyServerBuilder server() {
    return transport
        .server(socketAddress(), () -> new PeerServerChannel(peers, doorkeeper))
        // Whoever is here already comes before the next who connects.
        .withOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1))
        // A little of each connection in turn, so that nobody waits long for whoever sends most.
        .withChildOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1));
  }

  private AFUNIXSocketAddress socketAddress() {
    try {
      return AFUNIXSocketAddress.of(path);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "\"%s\" cannot be the path of a socket: %s".formatted(path, e.getMessage()), e);
    }
  }

  @Override
  public void opened() throws IOException {
    file.opened();
  }

  @Override
  public void close() {
    file.close();
    transport.close();
  }
}
