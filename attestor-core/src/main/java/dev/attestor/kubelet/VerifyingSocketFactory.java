package dev.attestor.kubelet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes TLS sockets that verify the server under a name of our choice, whatever address was
 * connected to. The name is checked inside the handshake, by the JDK, before a byte of the request
 * is sent.
 */
final class VerifyingSocketFactory extends SSLSocketFactory {

  private final SSLSocketFactory delegate;
  private final Optional<String> name;

  /** Without a name, the chain alone is verified. */
  VerifyingSocketFactory(SSLSocketFactory delegate, Optional<String> name) {
    this.delegate = delegate;
    this.name = name;
  }

  @Override
  public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
      throws IOException {
    SSLSocket socket = (SSLSocket) delegate.createSocket(plain, name.orElse(host), port, autoClose);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setCipherSuites(chaChaFirst(parameters.getCipherSuites()));
    if (name.isPresent()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    socket.setSSLParameters(parameters);
    return socket;
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
