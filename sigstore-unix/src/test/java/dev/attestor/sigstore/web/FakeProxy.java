package dev.attestor.sigstore.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A proxy in this process that leads all tunnels to one server, whatever they are for. */
public final class FakeProxy implements AutoCloseable {

  private static final String REFUSED =
      """
      HTTP/1.1 407 Proxy Authentication Required
      Proxy-Authenticate: Basic realm="p"
      Content-Length: 0

      """
          .replace("\n", "\r\n");
  private static final String AUTHORIZATION = "proxy-authorization: ";

  private final ServerSocket server;
  private final int target;
  private final String wanted;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private FakeProxy(ServerSocket server, int target, String wanted) {
    this.server = server;
    this.target = target;
    this.wanted = wanted;
    threads.execute(this::accept);
  }

  /**
   * Starts one on loopback.
   *
   * @param address the server's, on loopback
   * @param wanted the value of {@code Proxy-Authorization} without which nobody is let through;
   *     empty if all are
   */
  public static FakeProxy start(String address, String wanted) throws IOException {
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    return new FakeProxy(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), port, wanted);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
      InputStream in = client.getInputStream();
      String request = line(in);
      String authorization = "";
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        if (line.toLowerCase(Locale.ROOT).startsWith(AUTHORIZATION)) {
          authorization = line.substring(AUTHORIZATION.length());
        }
      }
      requests.add(request);
      OutputStream out = client.getOutputStream();
      if (!wanted.isEmpty() && !wanted.equals(authorization)) {
        out.write(REFUSED.getBytes(StandardCharsets.US_ASCII));
        return;
      }
      out.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      threads.execute(() -> copy(upstream, client));
      in.transferTo(upstream.getOutputStream());
    } catch (IOException e) {
      // One of both ends has gone.
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of both ends has gone.
    }
  }

  /** What was asked for: the first line of each request. */
  public List<String> requests() {
    return requests;
  }

  /** The port on loopback. */
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }

  /** Takes no byte more, as what follows is for the server. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }
}
