package dev.attestor.runtime;

import dev.attestor.local.LocalTransport;
import dev.attestor.local.pipe.PipeAddress;
import dev.attestor.local.pipe.PipeClient;
import dev.attestor.local.pipe.PipeGreeter;
import dev.attestor.local.pipe.PipeOwner;
import dev.attestor.local.pipe.PipeServerChannel;
import io.grpc.netty.NettyServerBuilder;
import java.io.File;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

/** Where the runtime of a test listens: a Unix socket, or on Windows a named pipe. */
sealed interface CriPlace {

  /** A free place on this system. */
  static CriPlace free() throws IOException {
    if (File.separatorChar == '\\') {
      return new Pipe(PipeAddress.parse("npipe:attestor-test\\" + UUID.randomUUID()));
    }
    // JUnit's folder may have a name that is too long for a socket.
    return new Socket(Files.createTempDirectory(Path.of("/tmp"), "cri").resolve("s"));
  }

  /** The transport of a server. */
  LocalTransport transport();

  NettyServerBuilder server(LocalTransport transport);

  /** A client. */
  CriRuntime runtime(Duration callLimit);

  /** Removes what a server left that has ended, so that another one can start. */
  void clear() throws IOException;

  /** Removes the place. */
  void delete() throws IOException;

  /** A Unix socket, alone in its folder. */
  record Socket(Path path) implements CriPlace {

    @Override
    public LocalTransport transport() {
      return LocalTransport.jdkSockets("fake-cri");
    }

    @Override
    public NettyServerBuilder server(LocalTransport transport) {
      return transport.server(path);
    }

    @Override
    public CriRuntime runtime(Duration callLimit) {
      return CriRuntime.at(path, callLimit);
    }

    @Override
    public void clear() throws IOException {
      Files.deleteIfExists(path);
    }

    @Override
    public void delete() throws IOException {
      try (Stream<Path> files = Files.list(path.getParent())) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(path.getParent());
    }
  }

  /** A named pipe with the owner and the access list of containerd's. */
  record Pipe(PipeAddress address) implements CriPlace, PipeGreeter {

    private static final String SECURITY = "O:BAD:P(A;;GA;;;BA)(A;;GA;;;SY)";

    @Override
    public LocalTransport transport() {
      return LocalTransport.pipes("fake-cri");
    }

    @Override
    public NettyServerBuilder server(LocalTransport transport) {
      return transport.server(address, () -> new PipeServerChannel(SECURITY, this));
    }

    @Override
    public CriRuntime runtime(Duration callLimit) {
      return CriRuntime.at(address, PipeOwner.TRUSTED, callLimit);
    }

    @Override
    public void clear() {}

    @Override
    public void delete() {}

    @Override
    public Greeting greet(PipeClient client) {
      return new Greeting.Welcome(address);
    }

    @Override
    public void gone(SocketAddress gone) {}
  }
}
