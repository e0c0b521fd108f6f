package dev.attestor.kubelet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
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
    if (name.isPresent()) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
    }
    return socket;
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
