package dev.attestor.core.kubelet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Creates TLS sockets that send a configured server name, independent of the address of the
 * connection. {@link ServerOnlyTrust} verifies that name during the handshake, before a byte of the
 * request is sent.
 */
final class VerifyingSocketFactory extends SSLSocketFactory {

  private final SSLSocketFactory delegate;
  private final SSLSessionContext sessions;
  private final ServerOnlyTrust trust;
  private final Optional<String> name;

  /**
   * Creates sockets of a context.
   *
   * @param trust how the context verifies servers
   * @param name the server name to send; if empty, the host of the connection
   */
  VerifyingSocketFactory(SSLContext context, ServerOnlyTrust trust, Optional<String> name) {
    this.delegate = context.getSocketFactory();
    this.sessions = context.getClientSessionContext();
    this.trust = trust;
    this.name = name;
  }

  @Override
  public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
      throws IOException {
    if (trust.hasOutlivedACertificate()) {
      forgetSessions();
    }
    SSLSocket socket = (SSLSocket) delegate.createSocket(plain, name.orElse(host), port, autoClose);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setCipherSuites(chaChaFirst(parameters.getCipherSuites()));
    socket.setSSLParameters(parameters);
    return socket;
  }

  private void forgetSessions() {
    for (byte[] id : Collections.list(sessions.getIds())) {
      SSLSession session = sessions.getSession(id);
      if (session != null) {
        session.invalidate();
      }
    }
  }

  /**
   * The same cipher suites, with ChaCha20 first: AES is slow on the JVM before its optimizing
   * compiler has run, and lists are read only now and then. The kubelet follows the client's
   * preference.
   */
  private static String[] chaChaFirst(String[] suites) {
    return Arrays.stream(suites)
        .sorted(Comparator.comparing((String suite) -> !suite.contains("_CHACHA20_")))
        .toArray(String[]::new);
  }

  // HttpsURLConnection layers TLS over a connected socket if the other methods fail.

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException("expected a connected socket");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException("expected a connected socket");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException("expected a connected socket");
  }

  @Override
  public Socket createSocket(
      InetAddress address, int port, InetAddress localAddress, int localPort) {
    throw new UnsupportedOperationException("expected a connected socket");
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return delegate.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return delegate.getSupportedCipherSuites();
  }
}
