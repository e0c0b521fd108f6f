package dev.attestor.agent.daemon.host;

import dev.attestor.core.config.Environment;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports the agent's state to systemd; sd_notify(3). Does nothing without systemd. */
public final class ServiceManager implements StartupListener {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
  private static final String VARIABLE = "NOTIFY_SOCKET";

  private final @Nullable String socket;

  /** Uses the socket in the environment. */
  public ServiceManager(Environment environment) {
    this.socket = environment.get(VARIABLE);
  }

  @Override
  public void ready() {
    send("READY=1");
  }

  @Override
  public void reloading() {
    long micros = Duration.ofNanos(System.nanoTime()).toNanos() / 1000;
    send("RELOADING=1\nMONOTONIC_USEC=" + micros);
  }

  @Override
  public void stopping() {
    send("STOPPING=1");
  }

  private void send(String state) {
    if (socket == null || socket.isEmpty()) {
      return;
    }
    byte[] bytes = state.getBytes(StandardCharsets.UTF_8);
    try (AFUNIXDatagramSocket datagrams = AFUNIXDatagramSocket.newInstance()) {
      datagrams.connect(address(socket));
      datagrams.send(new DatagramPacket(bytes, bytes.length));
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().addKeyValue("socket", socket).setCause(e).log("systemd cannot be notified");
    }
  }

  /** A leading {@code @} means the zero byte of an abstract name; unix(7). */
  private static AFUNIXSocketAddress address(String socket) throws IOException {
    return socket.startsWith("@")
        ? AFUNIXSocketAddress.inAbstractNamespace(socket.substring(1))
        : AFUNIXSocketAddress.of(Path.of(socket));
  }
}
