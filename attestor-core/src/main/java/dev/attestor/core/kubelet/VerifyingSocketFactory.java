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
 * Makes TLS sockets that ask for the server under a name of our choice, whatever address was
 * connected to. {@link ServerTrust} verifies that name inside the handshake, before a byte of the
 * request is sent.
 */
final class VerifyingSocketFactory extends SSLSocketFactory {

  private final SSLSocketFactory delegate;
  private final SSLSessionContext sessions;
  private final Optional<ServerTrust> trust;
  private final Optional<String> name;

  /**
   * Sockets of a context.
   *
   * @param trust what the context verifies servers with; empty: nothing
   * @param name the name to ask for; empty: the host that was connected to
   */
  VerifyingSocketFactory(SSLContext context, Optional<ServerTrust> trust, Optional<String> name) {
    this.delegate = context.getSocketFactory();
    this.sessions = context.getClientSessionContext();
    this.trust = trust;
    this.name = name;
  }

  @Override
  public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
      throws IOException {
    if (trust.isPresent() && trust.get().hasOutlivedACertificate()) {
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
   * The same suites, with ChaCha20 preferred: a JVM is slow at AES until its last compiler has seen
   * much of it, and we read a list now and then. The kubelet follows our preference.
   */
  private static String[] chaChaFirst(String[] suites) {
    return Arrays.stream(suites)
        .sorted(Comparator.comparing((String suite) -> !suite.contains("_CHACHA20_")))
        .toArray(String[]::new);
  }

  // HttpsURLConnection layers TLS over a connected socket whenever the other ways are refused.

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
