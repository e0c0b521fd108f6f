package dev.attestor.spire.sdk;

import dev.attestor.local.LocalTransport;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.UnaryOperator;

/**
 * A started server and its address.
 *
 * @param cleanup removes the server's files; may run more than once
 */
record Listening(Server server, Endpoint endpoint, Runnable cleanup) {

  /** Serves on a Unix socket; see {@link UnixSocketFile} for who can open it. */
  static Listening unix(
      LocalTransport transport, HostEnvironment host, UnaryOperator<NettyServerBuilder> services)
      throws StartRefusedException {
    UnixSocketFile file = UnixSocketFile.prepare(host.socketDir(), host.socketGroup());
    try {
      Server server = services.apply(transport.server(file.bindPath())).build().start();
      file.publish();
      return new Listening(server, new Endpoint.Unix(file.path()), file::delete);
    } catch (IOException e) {
      file.delete();
      throw new StartRefusedException(
          "the socket \"%s\" cannot be opened: %s".formatted(file.path(), e), e);
    } catch (StartRefusedException e) {
      file.delete();
      throw e;
    }
  }

  /** Serves on the first free port of the range, only on 127.0.0.1. */
  static Listening tcp(
      LocalTransport transport,
      HostEnvironment host,
      PeerCheck check,
      UnaryOperator<NettyServerBuilder> services)
      throws StartRefusedException {
    InetAddress loopback = loopback();
    PortRange ports = host.ports();
    for (int port = ports.min(); port <= ports.max(); port++) {
      try {
        Server server =
            services
                .apply(
                    transport.tcpServer(
                        new InetSocketAddress(loopback, port),
                        () -> new CheckedServerChannel(check)))
                .build()
                .start();
        return new Listening(
            server, new Endpoint.Tcp(loopback.getHostAddress(), server.getPort()), () -> {});
      } catch (IOException e) {
        if (!(e instanceof BindException) && !(e.getCause() instanceof BindException)) {
          throw new StartRefusedException("port %s cannot be opened: %s".formatted(port, e), e);
        }
      }
    }
    throw new StartRefusedException(
        "no port from %s to %s is free on 127.0.0.1".formatted(ports.min(), ports.max()));
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
