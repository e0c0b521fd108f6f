package dev.attestor.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A docker-registry process on this host, with a storage folder, on a loopback port. */
public final class DockerRegistry implements AutoCloseable {

  private final Process process;
  private final int port;

  private DockerRegistry(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Whether the program is installed, so that tests can be skipped. */
  public static boolean isInstalled() {
    return program().isPresent();
  }

  private static Optional<Path> program() {
    return Stream.of("/usr/bin/docker-registry", "/usr/local/bin/docker-registry")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts a registry and waits until it listens. */
  public static DockerRegistry start(Path storage) throws IOException, InterruptedException {
    int port = freePort();
    Path config = storage.resolve("registry.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        log:
          level: error
        storage:
          filesystem:
            rootdirectory: %s
        http:
          addr: 127.0.0.1:%s
        """
            .formatted(storage, port));
    Process process =
        new ProcessBuilder(program().orElseThrow().toString(), "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(storage.resolve("registry.log").toFile())
            .start();
    for (int tries = 0; tries < 300; tries++) {
      if (!process.isAlive()) {
        throw new IOException(Files.readString(storage.resolve("registry.log")));
      }
      try (Socket probe = new Socket()) {
        probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        return new DockerRegistry(process, port);
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    process.destroyForcibly();
    throw new IOException("docker-registry does not listen");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Host and port. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
