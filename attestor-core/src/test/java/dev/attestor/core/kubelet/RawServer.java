package dev.attestor.core.kubelet;

import dev.attestor.standin.CertificateAuthority.Issued;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Reads the head of a request and answers with arbitrary bytes, however slowly. */
final class RawServer implements AutoCloseable {

  @FunctionalInterface
  interface Answer {
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket server;

  RawServer(Answer answer) throws IOException {
    this(ServerSocketFactory.getDefault(), answer);
  }

  RawServer(ServerSocketFactory sockets, Answer answer) throws IOException {
    this.server = sockets.createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> serve(answer), "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Answer answer) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        BufferedReader head =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String line = head.readLine();
        while (line != null && !line.isEmpty()) {
          line = head.readLine();
        }
        answer.write(socket.getOutputStream());
        socket.getOutputStream().flush();
      } catch (IOException | InterruptedException e) {
        // The client has disconnected, or the test is over; wait for the next client.
      }
    }
  }

  /** Sockets for a server with its own certificate. */
  static ServerSocketFactory tls(Issued identity) throws GeneralSecurityException, IOException {
    char[] noPassword = new char[0];
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server", identity.key(), noPassword, new Certificate[] {identity.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, noPassword);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context.getServerSocketFactory();
  }

  /** Sends the same bytes each time and closes the connection. */
  static Answer text(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends some bytes, then one more every few milliseconds until the client disconnects. */
  static Answer trickle(String start, char more) {
    return out -> {
      out.write(start.getBytes(StandardCharsets.UTF_8));
      while (true) {
        out.write(more);
        out.flush();
        Thread.sleep(10);
      }
    };
  }

  /** Sends some bytes, then nothing more until the client disconnects. */
  static Answer stall(String start) {
    return out -> {
      out.write(start.getBytes(StandardCharsets.UTF_8));
      out.flush();
      Thread.sleep(3_000);
    };
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
