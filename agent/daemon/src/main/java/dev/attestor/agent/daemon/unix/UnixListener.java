package dev.attestor.agent.daemon.unix;

import dev.attestor.agent.daemon.config.SocketAccess;
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
 * A Unix socket that identifies its callers. One thread does all I/O and also runs the calls, which
 * never block.
 */
public final class UnixListener implements Listener {

  private static final int READ_BYTES = 1024;

  private final Path path;
  private final SocketFile file;
  private final ConnectionAdmission connectionAdmission;
  private final UnixPeers peers;
  private final LocalTransport transport;

  /**
   * Prepares a socket; nobody can connect yet.
   *
   * @param access who may connect
   * @param byNumber whether peers may be identified by process ID alone if the kernel provides no
   *     pidfd
   * @throws IOException if the socket's folder cannot be created, or another process already
   *     listens there
   */
  public UnixListener(
      Path path, SocketAccess access, ConnectionAdmission connectionAdmission, boolean byNumber)
      throws IOException {
    this.path = path;
    this.file = SocketFile.prepare(path, access);
    this.connectionAdmission = connectionAdmission;
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
        .server(socketAddress(), () -> new PeerServerChannel(file, peers, connectionAdmission))
        // Serve connected callers before accepting the next one.
        .withOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1))
        // Read a little from each connection in turn, so that a caller that sends much does not
        // delay the others.
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
